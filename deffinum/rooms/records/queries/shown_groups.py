"""Cut those who follow a resource into groups of which each may be read, and nothing smaller ever is.

Pure functions (docs/decisions/0011). Whatever the pages answer about versions, paths, places and periods adds up whole
groups: two answers differ by whole groups too, so that no subtraction, no crossing of filters and no difference of two
periods tells of one to four learners. How the groups are cut tells nothing exact either (tested against every world).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from deffinum.rooms.records.queries.small_groups import Part, is_telling

MIXED = "f" * 32
"""Stands for the version, path or place of a group that holds several of them."""
_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Atom:
    """The learners who began a resource on one day, in one version, path and place (keys of 32 digits; '0…': not said).

    `day` counts from 1970-01-01; `lasted`: how many of them spent a time of each rank of `folding.LENGTHS`.
    """

    day: int
    version: str
    path: str
    place: str
    learners: int = 0
    completed: int = 0
    passed: int = 0
    scores: int = 0
    score: int = 0
    lasted: dict[int, int] = field(default_factory=dict)


class Region(NamedTuple):
    """Where a group stands: every question that holds all of it may count it."""

    first_day: int
    last_day: int
    version: str
    path: str
    place: str


Counted = Callable[[Atom], Part]
Atoms = Sequence[Atom]


def groups_of(atoms: Atoms, counted: Counted) -> list[list[Atom]] | None:
    """The finest groups of which none is telling of what is counted; None: even all together they are.

    Cut by year, quarter and month first, then by place, path and version, at last by week and day: the questions that
    are asked most are answered whole.
    """
    held = [each for each in atoms if counted(each).learners > 0]
    if is_telling(_sum_of(held, counted)):
        return None
    return _cut(held, counted, 0)


def region_of(group: Atoms) -> Region:
    """As little as is needed of when: a group of several days is said to be of its week, or of its months."""
    first, last = min(each.day for each in group), max(each.day for each in group)
    if first != last:
        begins, ends = calendar(first).month_begins, calendar(last).month_ends
        if calendar(first).week == calendar(last).week and begins == calendar(last).month_begins:
            monday = _monday_of(first)
            begins, ends = max(begins, monday), min(ends, monday + 6)
        first, last = begins, ends
    return Region(first, last, *(_shared(group, name) for name in ("version", "path", "place")))


class CalendarDay(NamedTuple):
    """Which year, quarter, month and week a day belongs to, each as a number that grows, and the ends of its month."""

    year: int
    quarter: int
    month: int
    week: int
    month_begins: int
    month_ends: int


@lru_cache(maxsize=16_384)
def calendar(day: int) -> CalendarDay:
    """Of a day counted from 1970-01-01."""
    on = _EPOCH + timedelta(days=day)
    months = on.year * 12 + on.month - 1
    follows = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return CalendarDay(
        year=on.year,
        quarter=months // 3,
        month=months,
        week=(day + 3) // 7,
        month_begins=day - on.day + 1,
        month_ends=(follows - _EPOCH).days - 1,
    )


def _monday_of(day: int) -> int:
    """1970-01-01 was a Thursday."""
    return (day + 3) // 7 * 7 - 3


_CUTS: tuple[Callable[[Atom], int | str], ...] = (
    lambda atom: calendar(atom.day).year,
    lambda atom: calendar(atom.day).quarter,
    lambda atom: calendar(atom.day).month,
    lambda atom: atom.place,
    lambda atom: atom.path,
    lambda atom: atom.version,
    lambda atom: calendar(atom.day).week,
    lambda atom: atom.day,
)


def _cut(atoms: list[Atom], counted: Counted, depth: int) -> list[list[Atom]]:
    if depth == len(_CUTS) or len(atoms) < 2:
        return [atoms] if atoms else []
    said = _CUTS[depth]
    parts: dict[int | str, list[Atom]] = {}
    for each in atoms:
        parts.setdefault(said(each), []).append(each)
    if len(parts) == 1:
        return _cut(atoms, counted, depth + 1)
    ordered = [parts[key] for key in sorted(parts)]
    return [group for part in _joined(ordered, counted) for group in _cut(part, counted, depth + 1)]


def _joined(parts: list[list[Atom]], counted: Counted) -> list[list[Atom]]:
    """In their order (of time, or of keys): join until it may be read, then begin anew; what is left joins the last.

    Never the smallest first: who joins whom would then tell that the others are larger, and so how many there are.
    """
    found: list[list[Atom]] = []
    waiting: list[Atom] = []
    for part in parts:
        waiting = waiting + part
        if not is_telling(_sum_of(waiting, counted)):
            found.append(waiting)
            waiting = []
    while waiting:
        waiting = found.pop() + waiting
        if not is_telling(_sum_of(waiting, counted)):
            found.append(waiting)
            waiting = []
    return found


def _sum_of(atoms: Atoms, counted: Counted) -> Part:
    learners = count = 0
    for each in atoms:
        part = counted(each)
        learners += part.learners
        count += part.count
    return Part(learners, count)


def _shared(group: Atoms, name: str) -> str:
    keys = {getattr(each, name) for each in group}
    return keys.pop() if len(keys) == 1 else MIXED
