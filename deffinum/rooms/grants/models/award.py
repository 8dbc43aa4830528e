"""An award: the public fact that aid was granted to a consortium."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.search import folded


class AwardQuerySet(models.QuerySet["Award"]):
    """Chainable filters."""

    def published(self) -> AwardQuerySet:
        """What the public register shows."""
        return self.filter(published_at__isnull=False)

    def with_words(self, text: str) -> AwardQuerySet:
        """Awards whose project, reference or members hold every word, whatever the accents and capitals."""
        found = self
        for word in folded(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Award(models.Model):
    """One per retained application. Amounts in cents, blank when not published (real winners of public record)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField("calls.Application", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("selection.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    acronym = models.CharField(max_length=60, blank=True)
    aid_cents = models.BigIntegerField(null=True, blank=True)
    base_cents = models.BigIntegerField(null=True, blank=True)
    """Eligible base of the project; the aid is granted on it."""
    awarded_on = models.DateField()
    region_code = models.CharField(max_length=3, blank=True)
    """INSEE code of the lead's region; empty when unknown."""
    source = models.CharField(max_length=700, blank=True)
    """Public page that says it (historical awards)."""
    search_text = models.TextField(blank=True)
    """Reference, project and members as the search compares them (`foundation.search.folded`)."""
    is_historical = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-awarded_on", "reference")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(aid_cents__isnull=True) | models.Q(aid_cents__gt=0), name="award_aid_positive"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class AwardShare(models.Model):
    """The part of the aid of one member, in cents. The parts add up to the award to the cent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="shares")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    aid_cents = models.BigIntegerField(null=True, blank=True)
    base_cents = models.BigIntegerField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("award", "rank")
        constraints = [
            models.UniqueConstraint(fields=["award", "organisation"], name="award_share_once"),
            models.UniqueConstraint(fields=["award"], condition=models.Q(is_lead=True), name="award_one_lead"),
            models.CheckConstraint(
                condition=models.Q(aid_cents__isnull=True) | models.Q(aid_cents__gte=0),
                name="award_share_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.organisation_id}"
