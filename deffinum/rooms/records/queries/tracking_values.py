"""The values of the plugin's tracking document, each checked where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement
from deffinum.foundation.xapi.formats import DURATION

Json = Any

STATUSES = ("passed", "failed", "completed", "incomplete", "not attempted")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(?:\.[0-9]{1,6})?", re.ASCII)
_ISO = re.compile(DURATION)
_YEAR = 366 * 24 * 3600
"""Seconds: no session lasts longer."""


@dataclass(frozen=True)
class Scale:
    """How the document writes progress: from 0 to `whole` (1 or 100)."""

    whole: int

    @classmethod
    def of(cls, structure: list[Json]) -> Scale:
        """The plugin writes 0 to 1 or 0 to 100, never saying which: one progress above 1 tells that it is 100."""
        waiting = list(structure)
        while waiting:
            node = waiting.pop()
            if not isinstance(node, dict):
                continue
            progress = node.get("progress")
            if isinstance(progress, int | float) and not isinstance(progress, bool) and progress > 1:
                return cls(100)
            if isinstance(node.get("children"), list):
                waiting.extend(node["children"])
        return cls(1)

    def percent(self, value: Json, where: str) -> int | None:
        """A whole number from 0 to 100. Raises InvalidStatement."""
        found = optional_number(value, where, low=0, high=self.whole)
        return None if found is None else round(found * 100 / self.whole)


def as_object(value: Json, where: str) -> dict[str, Json]:
    """Raises InvalidStatement."""
    if not isinstance(value, dict):
        raise InvalidStatement(where, _("il faut un objet."))
    return value


def as_list(value: Json, where: str) -> list[Json]:
    """Raises InvalidStatement."""
    if not isinstance(value, list):
        raise InvalidStatement(where, _("il faut une liste."))
    return value


def text_at(value: Json, where: str, *, longest: int) -> str:
    """Raises InvalidStatement."""
    if not isinstance(value, str):
        raise InvalidStatement(where, _("il faut un texte."))
    if len(value) > longest:
        raise InvalidStatement(where, _("il faut au plus %(most)s caractères.") % {"most": longest})
    return value


def optional_number(value: Json, where: str, *, low: float, high: float) -> int | float | None:
    """None when it is not said. Raises InvalidStatement."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not low <= value <= high:
        raise InvalidStatement(
            where, _("il faut un nombre de %(low)s à %(high)s.") % {"low": f"{low:g}", "high": f"{high:g}"}
        )
    return value


def status_of(value: Json, where: str) -> str:
    """One of STATUSES. Raises InvalidStatement."""
    if not isinstance(value, str) or value not in STATUSES:
        raise InvalidStatement(where, _("il faut l’un de ces états : %(states)s.") % {"states": ", ".join(STATUSES)})
    return value


def score_of(raw: Json, most: Json, where: str, where_most: str) -> dict[str, Json] | None:
    """A score of xAPI from the points and their maximum; None when no points are said. Raises InvalidStatement."""
    high = optional_number(most, where_most, low=0, high=1e9)
    points = optional_number(raw, where, low=0, high=1e9 if high is None else high)
    if points is None or high == 0:
        return None
    if high is None:
        return {"raw": points, "min": 0}
    return {"raw": points, "min": 0, "max": high, "scaled": round(points / high, 4)}


def duration_of(seconds: Json, where: str) -> str | None:
    """Seconds as ISO 8601, to a hundredth (what xAPI compares); None when not said. Raises InvalidStatement."""
    found = optional_number(seconds, where, low=0, high=_YEAR)
    if found is None:
        return None
    whole, hundredths = divmod(round(found * 100), 100)
    return f"PT{whole}.{hundredths:02d}S" if hundredths else f"PT{whole}S"


def session_time(value: Json, where: str) -> str | None:
    """`HH:MM:SS` (SCORM 1.2) or ISO 8601 (SCORM 2004); None when not said. Raises InvalidStatement."""
    if value is None or value == "":
        return None
    text = text_at(value, where, longest=60)
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(each) for each in clock.groups())
        return f"PT{hours}H{minutes}M{seconds}S"
    if _ISO.fullmatch(text):
        return text
    raise InvalidStatement(where, _("il faut une durée, comme 00:25:30 ou PT25M30S."))
