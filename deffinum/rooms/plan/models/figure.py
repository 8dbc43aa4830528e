"""Figures about the plan that are not money."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.plan.models.lever import Lever, Plan
from deffinum.rooms.plan.models.source import PublicSource


class Figure(models.Model):
    """A published count or share, with its unit, date and source. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="figures")
    lever = models.ForeignKey(Lever, null=True, on_delete=models.PROTECT, related_name="figures")
    key = models.SlugField(max_length=80)
    label = models.JSONField()
    value = models.BigIntegerField()
    unit = models.CharField(max_length=30)
    as_of = models.CharField(max_length=60)
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("key", "as_of")
        constraints = [models.UniqueConstraint(fields=["key", "as_of", "source", "value"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
