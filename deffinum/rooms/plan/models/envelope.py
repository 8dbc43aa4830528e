"""Money of the plan, as dated entries that may disagree."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.plan.models.lever import Lever, Plan
from deffinum.rooms.plan.models.source import PublicSource


class EnvelopeEntry(models.Model):
    """What a source said, at a date, about a line of money (cents). Append-only: a correction is a new entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="envelope_entries")
    lever = models.ForeignKey(Lever, null=True, on_delete=models.PROTECT, related_name="envelope_entries")
    line_key = models.SlugField(max_length=60)
    """Entries of the same line speak of the same money."""
    line = models.JSONField()
    amount_cents = models.BigIntegerField()
    as_of = models.CharField(max_length=60)
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    note = models.JSONField(default=dict)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("line_key", "as_of")
        constraints = [
            models.UniqueConstraint(fields=["line_key", "as_of", "source", "amount_cents"], name="envelope_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.line_key} {self.amount_cents}"
