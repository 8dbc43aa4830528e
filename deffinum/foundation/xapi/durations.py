"""Durations of xAPI (ISO 8601) as whole milliseconds, so that they can be added."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
_DURATION = re.compile(
    rf"P(?:{_NUMBER}W)?(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.ASCII,
)
_SECOND, _HOUR, _DAY = 1000, 3_600_000, 86_400_000
_WORTH = (7 * _DAY, 365 * _DAY, 30 * _DAY, _DAY, _HOUR, 60 * _SECOND, _SECOND)
"""Of a week, a year, a month (their lengths differ: 365 and 30 days here), a day, an hour, a minute, a second."""
LONGEST = 365 * _DAY
"""No session lasts longer: what says more is a clock that was wrong."""


@lru_cache(maxsize=8192)
def milliseconds_of(duration: str) -> int | None:
    """Whole milliseconds, rounded down; None when the text is no duration, or says more than a year."""
    found = _DURATION.fullmatch(duration) if len(duration) <= 100 else None
    if found is None:
        return None
    total = Decimal(0)
    for text, worth in zip(found.groups(), _WORTH, strict=True):
        if text:
            total += Decimal(text.replace(",", ".")) * worth
    return int(total) if total <= LONGEST else None
