"""A date as a source gives it: a year, a month, a day, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from deffinum.foundation.values.money import NO_BREAK_SPACE

_SHAPE = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

PARTIAL_DATE_PATTERN = r"^([12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?)?$"
"""The shape that a database constraint can check."""


class InvalidPartialDate(ValueError):
    """Not '2021', '2021-10' or '2021-10-01', or a day that does not exist."""


@dataclass(frozen=True, order=True)
class PartialDate:
    """'2021', '2021-10', '2021-10-01', or '' when the source says no date. Never completed by a guess."""

    text: str = ""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read '2021', '2021-10' or '2021-10-01' ('' for no date). Raises InvalidPartialDate."""
        text = text.strip()
        match = _SHAPE.fullmatch(text)
        if text and match is None:
            raise InvalidPartialDate(text)
        if match is not None:
            try:
                date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
            except ValueError:
                raise InvalidPartialDate(text) from None
        return cls(text)

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def day(self) -> date | None:
        """The day, when the source gives one."""
        return date.fromisoformat(self.text) if len(self.text) == 10 else None

    def is_before(self, other: PartialDate | date) -> bool:
        """Surely before: compared on what both say ('2021' is not before '2021-10'); never without a date."""
        theirs = other.isoformat() if isinstance(other, date) else other.text
        known = min(len(self.text), len(theirs))
        return known > 0 and self.text[:known] < theirs[:known]

    def is_after(self, other: PartialDate | date) -> bool:
        """Surely after, by the same comparison."""
        return (PartialDate(other.isoformat()) if isinstance(other, date) else other).is_before(self)

    def display(self, language: str = "fr") -> str:
        """'1er octobre 2021', 'octobre 2021', '2021'; '1 October 2021', 'October 2021', '2021'; '' without a date."""
        year, month, day = (*self.text.split("-"), "", "")[:3]
        english = language.startswith("en")
        words = []
        if day:
            words.append("1er" if day == "01" and not english else str(int(day)))
        if month:
            words.append((_ENGLISH if english else _FRENCH)[int(month) - 1])
        return NO_BREAK_SPACE.join([*words, year])

    def __str__(self) -> str:
        return self.text
