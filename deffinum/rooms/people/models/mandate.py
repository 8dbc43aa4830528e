"""A person acts for an organisation, between two dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.organisation import Organisation
from deffinum.rooms.people.words import MandateKind

PERSONAL_DATA = (
    PersonalData(
        model="Mandate",
        purpose=Text(
            "Savoir qui agit pour une organisation, et depuis quand",
            "Know who acts for an organisation, and since when",
        ),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Dix ans après la fin : preuve des décisions", "Ten years after the end: proof of decisions"),
        fields=("account", "starts_on", "ends_on"),
    ),
)


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Chainable filters."""

    def in_force(self, day: date) -> MandateQuerySet:
        """Mandates that hold on this day (both planned ends included; one that was ended stops at once)."""
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day),
            starts_on__lte=day,
        )


class Mandate(models.Model):
    """A dated right to act for an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20, choices=MandateKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """Planned last day, included."""
    ended_on = models.DateField(null=True, blank=True)
    """Day on which someone ended it: it holds no more from that day on."""
    ended_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="mandate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_by__isnull=True)
                | models.Q(ended_on__isnull=False, ended_by__isnull=False),
                name="mandate_end_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "starts_on"]),
            models.Index(fields=["organisation", "starts_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.organisation_id}"
