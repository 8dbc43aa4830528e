"""An award: the public fact that aid was granted to a consortium."""

from __future__ import annotations

import uuid

from django.db import models


class Award(models.Model):
    """One per retained application. Amounts in cents, blank when not published (real winners of public record)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField("calls.Application", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("selection.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    aid_cents = models.BigIntegerField(null=True, blank=True)
    base_cents = models.BigIntegerField(null=True, blank=True)
    awarded_on = models.DateField()
    region_code = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=700, blank=True)
    is_historical = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-awarded_on", "reference")

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
        constraints = [models.UniqueConstraint(fields=["award", "organisation"], name="award_share_once")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.organisation_id}"
