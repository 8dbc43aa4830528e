"""The payment schedule of an agreement."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.grants.models.agreement import Agreement
from deffinum.rooms.grants.words import TrancheTrigger


class TrancheQuerySet(models.QuerySet["Tranche"]):
    """Chainable filters."""

    def with_award(self) -> TrancheQuerySet:
        """With its agreement, award and call, in one query."""
        return self.select_related("agreement__award__application__call")

    def payable(self) -> TrancheQuerySet:
        """Tranches of agreements in force whose trigger was met (paid or not)."""
        return self.filter(payable_since__isnull=False, agreement__state="signed")


class Tranche(models.Model):
    """One payment to come: a share of the aid (basis points) and its amount (cents); amounts add up to the aid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="tranches")
    rank = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=12, choices=TrancheTrigger.choices)
    share_basis_points = models.PositiveIntegerField()
    label = models.JSONField(default=dict)
    """Bilingual, from the call's configuration."""
    amount_cents = models.BigIntegerField()
    expected_on = models.DateField(null=True, blank=True)
    payable_since = models.DateField(null=True, blank=True)
    """Day its trigger was met: payment is due within 60 days (law 2021-875)."""

    objects = TrancheQuerySet.as_manager()

    class Meta:
        ordering = ("agreement", "rank")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "rank"], name="tranche_once"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="tranche_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.rank}"
