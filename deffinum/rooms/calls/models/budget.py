"""The budget: what each partner spends, and where the money comes from."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.models.partner import Partner
from deffinum.rooms.calls.words import FundingKind


class BudgetLine(models.Model):
    """An amount of one partner, category and project year (1, 2, 3…), in cents. `version` serves the autosave."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="budget_lines")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="budget_lines")
    category_key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    amount_cents = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "category_key", "year"], name="budget_line_once"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="budget_line_not_negative"),
            models.CheckConstraint(condition=models.Q(year__gte=1, year__lte=10), name="budget_line_year"),
        ]

    def __str__(self) -> str:
        return f"{self.category_key} {self.year}"


class FundingLine(models.Model):
    """A line of one partner's financing plan, in cents. One aid line and one own-funding line at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="funding_lines")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="funding_lines")
    kind = models.CharField(max_length=10, choices=FundingKind.choices)
    label = models.CharField(max_length=200, blank=True)
    """The co-funder's name or what is valued; empty for aid and own funding."""
    amount_cents = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind", "label"], name="funding_line_once"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="funding_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"
