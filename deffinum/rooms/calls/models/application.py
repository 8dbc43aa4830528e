"""The application of a consortium."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.call import Call, CallVersion
from deffinum.rooms.calls.models.wave import Wave
from deffinum.rooms.calls.words import ApplicationState


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Chainable filters."""

    def deposited(self) -> ApplicationQuerySet:
        """Applications that were submitted at least once and not withdrawn."""
        return self.filter(state__in=[ApplicationState.SUBMITTED, ApplicationState.COMPLETING])


class Application(models.Model):
    """An application. It keeps the version of the call it was opened under (PRODUCT rule 1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    """'DEFFINUM-0042': the call's short name and a number."""
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    call_version = models.ForeignKey(CallVersion, on_delete=models.PROTECT, related_name="applications")
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    """Empty only for a historical project whose wave was not published."""
    title = models.CharField(max_length=200)
    acronym = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    lead = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    """Duration of the project."""
    region_code = models.CharField(max_length=3, blank=True)
    base_cents = models.BigIntegerField(null=True, blank=True)
    """Eligible base asked for: the sum of the budget's lines, kept up to date by the budget commands.
    For a historical project whose budget we do not have, the published figure; blank when not published."""
    aid_cents = models.BigIntegerField(null=True, blank=True)
    """Aid asked for: the sum of the financing plan's aid lines; same remark."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    redirected_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="redirections"
    )
    is_historical = models.BooleanField(default=False)
    """A real project of public record: no budget, no answers, only what was published."""
    is_sample = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["call", "state", "-submitted_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wave__isnull=False) | models.Q(is_historical=True), name="application_has_wave"
            )
        ]

    def __str__(self) -> str:
        return self.reference
