"""The plan, its axes, its levers and the append-only states of the levers."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.rooms.plan.models.source import PublicSource
from deffinum.rooms.plan.words import LeverState


class Plan(models.Model):
    """A public plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    title = models.JSONField()
    mission = models.JSONField()

    def __str__(self) -> str:
        return self.slug


class Axis(models.Model):
    """An axis of the plan. The list itself changed over time: axes are dated data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="axes")
    slug = models.SlugField(unique=True)
    title = models.JSONField()
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank",)
        verbose_name_plural = "axes"

    def __str__(self) -> str:
        return self.slug


class Lever(models.Model):
    """A lever of an axis. Its present state is the last of its state entries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="levers")
    slug = models.SlugField(unique=True)
    title = models.JSONField()
    summary = models.JSONField()
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("axis__rank", "rank")

    def __str__(self) -> str:
        return self.slug


class LeverStateEntry(models.Model):
    """A state of a lever from a date, with its reason and evidence. Append-only (database trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lever = models.ForeignKey(Lever, on_delete=models.PROTECT, related_name="states")
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=LeverState.choices)
    as_of = models.CharField(max_length=40)
    """Date as the source gives it: '2021', '2021-10', '2022-06-28'."""
    reason = models.JSONField()
    source = models.ForeignKey(PublicSource, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("lever", "rank")
        constraints = [models.UniqueConstraint(fields=["lever", "rank"], name="lever_state_once")]

    def __str__(self) -> str:
        return f"{self.lever_id} {self.state}"
