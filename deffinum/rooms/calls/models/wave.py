"""When applications are accepted."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models

from deffinum.rooms.calls.models.call import Call


class WaveQuerySet(models.QuerySet["Wave"]):
    """Chainable filters."""

    def open_at(self, instant: datetime) -> WaveQuerySet:
        """Waves that accept applications at this instant (grace not counted)."""
        return self.filter(opens_at__lte=instant, closes_at__gt=instant)


class Wave(models.Model):
    """One wave: instants computed from a local time and a named zone, kept side by side (PRODUCT rule 6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opens_local = models.CharField(max_length=16)
    """Local time as published: '2021-06-01T00:00'."""
    closes_local = models.CharField(max_length=16)
    zone = models.CharField(max_length=60)
    grace_seconds = models.PositiveIntegerField(default=0)
    results_expected_on = models.DateField(null=True, blank=True)
    results_published_on = models.DateField(null=True, blank=True)
    """When the results were made public: the delay that applicants really saw is computed from it."""
    results_source = models.URLField(max_length=500, blank=True)

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ("call", "number")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="wave_once"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="wave_closes_after"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.number}"

    @property
    def last_instant(self) -> datetime:
        """Closing plus grace: a request that arrives at or after this instant is late."""
        return self.closes_at + timedelta(seconds=self.grace_seconds)


class LateException(models.Model):
    """A named exception: one application may be submitted until an instant, with author and reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey("calls.Application", on_delete=models.PROTECT, related_name="late_exceptions")
    until = models.DateTimeField()
    reason = models.TextField()
    granted_by = models.UUIDField()
    granted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application_id} → {self.until}"
