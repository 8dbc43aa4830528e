"""Deadlines of the room: a number of days, until the end of the day where the call lives."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_day_before(instant: datetime, zone: str) -> date:
    """The last day, included, of a delay that ends at this instant (midnight belongs to the day it ends)."""
    return (instant.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()


def end_of_day_after(instant: datetime, days: int, zone: str) -> datetime:
    """Midnight that ends the day `days` after the instant's own day, in the named zone (PRODUCT rule 6).

    Days are counted on the calendar, so a change of hour in between never shortens the delay.
    """
    local_zone = ZoneInfo(zone)
    last_day = instant.astimezone(local_zone).date() + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=local_zone)
