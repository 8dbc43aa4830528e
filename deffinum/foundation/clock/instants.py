"""Read the instant, and move the sample clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from deffinum.foundation.clock.models import ClockShift

_PLAIN = "clock_timestamp()"
_SHIFTED = "clock_timestamp() + coalesce((SELECT shift FROM clock_clockshift LIMIT 1), interval '0')"


def clock_in_sql() -> str:
    """The expression that gives the instant, for a query that asks it with something else."""
    return _SHIFTED if settings.SAMPLE_MODE else _PLAIN


def database_now() -> datetime:
    """The instant that decides deadlines: the database clock, in UTC (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {clock_in_sql()}")
        instant: datetime = cursor.fetchone()[0]
    return instant


def set_sample_clock(shift: timedelta) -> None:
    """Move the sample clock by `shift` from the real time. Refused outside sample mode (RuntimeError)."""
    if not settings.SAMPLE_MODE:
        raise RuntimeError("The clock can only be moved in sample mode.")
    ClockShift.objects.update_or_create(id=1, defaults={"shift": shift})


def sample_clock_shift() -> timedelta:
    """How far the sample clock is moved; zero when it was never moved (or outside sample mode)."""
    if not settings.SAMPLE_MODE:
        return timedelta(0)
    return ClockShift.objects.values_list("shift", flat=True).first() or timedelta(0)


def day_of(instant: datetime) -> date:
    """The calendar day of an instant in the platform's zone: mandates, roles and tokens are dated by it."""
    return instant.astimezone(ZoneInfo(settings.DEFAULT_ZONE)).date()
