"""The ledger: what was committed and paid, in cents, never changed."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PersonalData, Text
from deffinum.rooms.grants.models.award import Award
from deffinum.rooms.grants.models.tranche import Tranche
from deffinum.rooms.grants.words import LedgerKind

PERSONAL_DATA = (
    PersonalData(
        model="LedgerEntry",
        purpose=Text("Prouver qui a écrit une dépense publique", "Prove who entered a public expense"),
        legal_basis=Text(
            "Mission d’intérêt public (RGPD, article 6, 1, e)", "Public interest task (GDPR, article 6(1)(e))"
        ),
        retention=Text("Dix ans après le solde de la convention", "Ten years after the agreement is closed"),
        fields=("entered_by",),
    ),
)


class LedgerEntry(models.Model):
    """A row of the ledger (append-only, database trigger). A mistake is reversed by a row of opposite amount."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField(unique=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="ledger_entries")
    tranche = models.ForeignKey(Tranche, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=LedgerKind.choices)
    amount_cents = models.BigIntegerField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    value_on = models.DateField()
    reason = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False, amount_cents__lt=0)
                | (~models.Q(kind="reversal") & models.Q(reverses__isnull=True, amount_cents__gt=0)),
                name="ledger_reversal_paired",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.amount_cents}"
