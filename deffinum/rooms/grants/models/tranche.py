"""The payment schedule of an agreement."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.grants.models.agreement import Agreement
from deffinum.rooms.grants.words import TrancheTrigger


class Tranche(models.Model):
    """One payment to come: a share of the aid (basis points) and its amount (cents); amounts add up to the aid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="tranches")
    rank = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=12, choices=TrancheTrigger.choices)
    share_basis_points = models.PositiveIntegerField()
    amount_cents = models.BigIntegerField()
    expected_on = models.DateField(null=True, blank=True)
    payable_since = models.DateField(null=True, blank=True)
    """Day its trigger was met: payment is due within 60 days (law 2021-875)."""

    class Meta:
        ordering = ("agreement", "rank")
        constraints = [models.UniqueConstraint(fields=["agreement", "rank"], name="tranche_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.rank}"
