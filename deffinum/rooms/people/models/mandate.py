"""A person acts for an organisation, between two dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation
from deffinum.rooms.people.words import MandateKind


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Chainable filters."""

    def in_force(self, day: date) -> MandateQuerySet:
        """Mandates that hold on this day (both ends included)."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day)


class Mandate(models.Model):
    """A dated right to act for an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20, choices=MandateKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="mandate_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["account", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.organisation_id}"
