"""Days, weeks, months, quarters and years by their codes: `2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1`, `2026`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from deffinum.rooms.records.words import Grain

Days = tuple[date, date]
"""The first and the last day, both included."""
_CODES = {
    Grain.DAY: re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    Grain.WEEK: re.compile(r"([0-9]{4})-W([0-9]{2})"),
    Grain.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    Grain.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
    Grain.YEAR: re.compile(r"([0-9]{4})"),
}
"""Plain digits, not those of every script: a code that is read must be the one that `code_of` writes."""
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


def days_of(code: str) -> Days | None:
    """The days of a period; None: no code of one. Weeks are those of ISO 8601, from Monday."""
    for grain, shape in _CODES.items():
        if found := shape.fullmatch(code):
            try:
                return _days(grain, [int(each) for each in found.groups()])
            except (ValueError, OverflowError):
                return None
    return None


def code_of(day: date, grain: Grain) -> str:
    """The code of the period of this length in which the day falls."""
    if grain == Grain.DAY:
        return day.isoformat()
    if grain == Grain.WEEK:
        year, week, _weekday = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if grain == Grain.MONTH:
        return f"{day.year:04d}-{day.month:02d}"
    return f"{day.year:04d}-Q{(day.month + 2) // 3}" if grain == Grain.QUARTER else f"{day.year:04d}"


def period_of(day: date, grain: Grain) -> Days:
    """The days of the period of this length in which the day falls."""
    if grain == Grain.DAY:
        return day, day
    if grain == Grain.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = _MONTHS[grain]
    start = (day.year * 12 + day.month - 1) // months * months
    follows = start + months
    begins = date(start // 12, start % 12 + 1, 1)
    if follows >= 9999 * 12 + 12:
        return begins, date.max
    return begins, date(follows // 12, follows % 12 + 1, 1) - timedelta(days=1)


def _days(grain: Grain, numbers: list[int]) -> Days:
    year, *rest = numbers
    if grain == Grain.DAY:
        return period_of(date(year, *rest), grain)
    if grain == Grain.WEEK:
        return period_of(date.fromisocalendar(year, rest[0], 1), grain)
    month = 1 if grain == Grain.YEAR else rest[0] if grain == Grain.MONTH else rest[0] * 3 - 2
    return period_of(date(year, month, 1), grain)
