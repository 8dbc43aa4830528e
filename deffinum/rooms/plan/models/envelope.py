"""Money of the plan, as dated entries that may disagree."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PARTIAL_DATE_PATTERN
from deffinum.rooms.plan.models.lever import Lever, Plan
from deffinum.rooms.plan.models.source import PublicSource
from deffinum.rooms.plan.words import Qualifier


class EnvelopeLine(models.Model):
    """A line of money of the plan. Lines overlap (a call is inside the plan): they are never added up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="envelope_lines")
    lever = models.ForeignKey(Lever, null=True, blank=True, on_delete=models.PROTECT, related_name="envelope_lines")
    slug = models.SlugField(unique=True, max_length=60)
    title = models.JSONField()
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank", "slug")

    def __str__(self) -> str:
        return self.slug


class EnvelopeEntry(models.Model):
    """What a source said, at a date, about a line of money (cents). Append-only: a correction is a new entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(EnvelopeLine, on_delete=models.PROTECT, related_name="entries")
    amount_cents = models.BigIntegerField()
    qualifier = models.CharField(max_length=20, choices=Qualifier.choices, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    as_of_note = models.JSONField(default=dict, blank=True)
    """What is known of the date when the source carries none (bilingual)."""
    note = models.JSONField(default=dict, blank=True)
    """What exactly the source measured (bilingual)."""
    reason = models.JSONField()
    """Why the entry was recorded (bilingual)."""
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("line", "as_of")
        constraints = [
            models.UniqueConstraint(fields=["line", "as_of", "source", "amount_cents"], name="envelope_entry_once"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="envelope_entry_not_negative"),
            models.CheckConstraint(
                condition=models.Q(as_of__regex=PARTIAL_DATE_PATTERN), name="envelope_entry_date_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount_cents}"
