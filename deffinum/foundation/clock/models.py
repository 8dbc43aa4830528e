"""How far the sample clock is moved."""

from __future__ import annotations

from django.db import models


class ClockShift(models.Model):
    """At most one row, read in sample mode only."""

    id = models.SmallAutoField(primary_key=True)
    shift = models.DurationField()

    def __str__(self) -> str:
        return str(self.shift)
