"""Figures about the plan that are not money."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PARTIAL_DATE_PATTERN
from deffinum.rooms.plan.models.lever import Lever, Plan
from deffinum.rooms.plan.models.source import PublicSource
from deffinum.rooms.plan.words import FigureGroup, Qualifier, Unit


class Figure(models.Model):
    """A published count, with its unit, date and source. Append-only: a correction is a new figure of the same key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="figures")
    lever = models.ForeignKey(Lever, null=True, blank=True, on_delete=models.PROTECT, related_name="figures")
    key = models.SlugField(max_length=80)
    """Figures of the same key speak of the same thing; their sources may disagree."""
    group = models.CharField(max_length=20, choices=FigureGroup.choices)
    label = models.JSONField()
    value = models.BigIntegerField()
    unit = models.CharField(max_length=20, choices=Unit.choices)
    qualifier = models.CharField(max_length=20, choices=Qualifier.choices, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    as_of_note = models.JSONField(default=dict, blank=True)
    reason = models.JSONField()
    """Why the figure was recorded (bilingual)."""
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("rank", "key", "as_of")
        constraints = [
            models.UniqueConstraint(fields=["key", "as_of", "source", "value"], name="figure_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="figure_not_negative"),
            models.CheckConstraint(condition=models.Q(as_of__regex=PARTIAL_DATE_PATTERN), name="figure_date_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
