"""The plan, its axes, its levers and the append-only states of the levers."""

from __future__ import annotations

import uuid

from django.db import models

from deffinum.foundation.values import PARTIAL_DATE_PATTERN
from deffinum.rooms.plan.models.source import PublicSource
from deffinum.rooms.plan.words import AxisKind, LeverState


class Plan(models.Model):
    """A public plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    title = models.JSONField()
    mission = models.JSONField()

    def __str__(self) -> str:
        return self.slug


class Axis(models.Model):
    """An axis or a work-stream of the plan. The list itself changed over time: axes are dated, sourced data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="axes")
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=AxisKind.choices, default=AxisKind.AXIS)
    title = models.JSONField()
    announced_as_of = models.CharField(max_length=10)
    """Since when a source lists it: '2021', '2021-03'…"""
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    note = models.JSONField(default=dict, blank=True)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank",)
        verbose_name_plural = "axes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(announced_as_of__regex=PARTIAL_DATE_PATTERN), name="plan_axis_date_shape"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Lever(models.Model):
    """A lever of the plan. Its present state is the last of its state entries.

    `axis` is empty when no public source places the lever under an axis (steering, aims).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="levers")
    axis = models.ForeignKey(Axis, null=True, blank=True, on_delete=models.PROTECT, related_name="levers")
    slug = models.SlugField(unique=True)
    title = models.JSONField()
    summary = models.JSONField()
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = (models.F("axis__rank").asc(nulls_last=True), "rank")

    def __str__(self) -> str:
        return self.slug


class LeverStateEntry(models.Model):
    """A state of a lever from a date, with its reason and evidence. Append-only (database trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lever = models.ForeignKey(Lever, on_delete=models.PROTECT, related_name="states")
    rank = models.PositiveSmallIntegerField()
    """Order of entry, from 1."""
    state = models.CharField(max_length=20, choices=LeverState.choices)
    as_of = models.CharField(max_length=10, blank=True)
    """Date as the source gives it: '2021', '2021-10', '2022-06-28'; '' when the page carries no date."""
    reason = models.JSONField()
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    entered_by = models.UUIDField(null=True)
    """Account that recorded it; empty for the reference data."""
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("lever", "rank")
        constraints = [
            models.UniqueConstraint(fields=["lever", "rank"], name="lever_state_once"),
            models.CheckConstraint(
                condition=models.Q(as_of__regex=PARTIAL_DATE_PATTERN), name="lever_state_date_shape"
            ),
            models.CheckConstraint(condition=models.Q(state__in=LeverState.values), name="lever_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.lever_id} {self.state}"
