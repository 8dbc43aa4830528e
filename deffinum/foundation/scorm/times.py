"""How SCORM writes lengths of time, read to milliseconds, and instants.

Sources: SCORM 1.2 Run-Time Environment, section 3.4.2 (CMITimespan); SCORM 2004 Run-Time Environment, section 4.1.1.7
(timeinterval(second,10,2) and time(second,10,0), after ISO 8601).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

_TIMESPAN = re.compile(r"([0-9]{2,4}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,2})?)", re.ASCII)
_INTERVAL = re.compile(
    r"P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?",
    re.ASCII,
)
_MOMENT = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,6})?))?)?(Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?)?)?",
    re.ASCII,
)
_YEARS = range(1970, 2039)
"""Of a time(second,10,0)."""
_LONGEST = 64
"""Characters of an interval that are read at all."""
_SECONDS = (365 * 86_400, 30 * 86_400, 86_400, 3_600, 60, 1)
"""Of a year, month, day, hour, minute, second. The standard leaves open how long a year or a month is."""


LONGEST_MILLISECONDS = 10 * 365 * 86_400 * 1_000
"""Ten years: nobody learns for longer, and what adds intervals up stays a number that the database keeps."""


def read_timespan(text: str) -> int:
    """Milliseconds of a CMITimespan of SCORM 1.2: HHHH:MM:SS.SS, hours of two to four digits. Raises ValueError."""
    found = _TIMESPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = found.groups()
    return (int(hours) * 3_600 + int(minutes) * 60) * 1_000 + _milliseconds(seconds)


def read_interval(text: str) -> int:
    """Milliseconds of a timeinterval of SCORM 2004, a month counted as 30 days and a year as 365.

    More decimals than the two of the standard are read, down to the millisecond. Raises ValueError, for more than ten
    years too.
    """
    found = _INTERVAL.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(text)
    *whole, seconds = found.groups()
    counted = sum(int(each) * size for each, size in zip(whole, _SECONDS, strict=False) if each)
    found_milliseconds = counted * 1_000 + _milliseconds(seconds or "0")
    if found_milliseconds > LONGEST_MILLISECONDS:
        raise ValueError(text)
    return found_milliseconds


def read_moment(text: str) -> tuple[datetime, bool]:
    """A time(second,10,0), from a year alone to a fraction of a second, as an instant in UTC; True: with its offset.

    What it leaves out counts as the beginning; without an offset, as UTC. Raises ValueError.
    """
    found = _MOMENT.fullmatch(text)
    if found is None or int(found[1]) not in _YEARS:
        raise ValueError(text)
    year, month, day, hour, minute, second, offset = found.groups()
    said = f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    if offset is not None and len(offset) == 3:
        offset += ":00"
    try:
        return datetime.fromisoformat(f"{said}{offset or 'Z'}").astimezone(UTC), offset is not None
    except ValueError:
        raise ValueError(text) from None


def written_interval(milliseconds: int) -> str:
    """As ISO 8601, to the hundredth of a second, the way statements and SCORM 2004 both take it."""
    hundredths = milliseconds // 10
    return f"PT{hundredths // 100}.{hundredths % 100:02d}S"


def written_timespan(milliseconds: int) -> str:
    """As SCORM 1.2 takes it; what is longer than 9999 hours stays there."""
    hundredths = min(milliseconds // 10, 9_999 * 360_000 + 359_999)
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3_600:04d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:02d}"


def _milliseconds(seconds: str) -> int:
    return int(Decimal(seconds) * 1_000)
