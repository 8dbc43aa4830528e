"""Answers about versions, paths, places and periods: sums of the groups that a question holds whole, never less.

Every figure of a resource is read here, whatever is asked: pages, files and API cannot say different things.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.figure_cells import Cell
from deffinum.rooms.records.queries.periods import period_of
from deffinum.rooms.records.queries.shown_groups import MIXED
from deffinum.rooms.records.words import Facet, Grain, Measure

_PLACE = re.compile(r"([0-9]{1,18})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
LONGEST_TREND = 31
"""Bars, at most; the newest."""
_ANY = {"since": date(1, 1, 1), "until": date(9999, 12, 31), "mixed": UUID(MIXED), "learners": int(Measure.LEARNERS)}
_SUMS = """
SELECT {by}, measure, sum(number) FILTER (WHERE {inside}), bool_or(NOT ({inside})) FROM records_showngroup
WHERE store_id = ANY(%(stores)s) AND resource_key = ANY(%(resources)s) AND {near} GROUP BY 1, 2
"""
_LIST = """
WITH sums AS (
    SELECT resource_key, coalesce(sum(number) FILTER (WHERE {inside}), 0)::bigint AS learners FROM records_showngroup
    WHERE store_id = ANY(%(stores)s) AND measure = %(learners)s AND {near} GROUP BY resource_key
), listed AS (SELECT * FROM sums WHERE learners > 0 OR NOT %(narrowed)s)
SELECT resource_key, learners, (SELECT count(*) FROM listed), (SELECT sum(learners)::bigint FROM listed) FROM listed
WHERE {beyond} ORDER BY {order} LIMIT %(most)s
"""
_TREND = """
SELECT date_trunc('{grain}', first_day)::date AS begins, sum(number)::bigint FROM records_showngroup
WHERE store_id = ANY(%(stores)s) AND measure = %(learners)s AND {inside} {of_resource}
    AND date_trunc('{grain}', first_day) = date_trunc('{grain}', last_day)
GROUP BY 1 HAVING sum(number) > 0 ORDER BY 1 DESC LIMIT %(most)s
"""
_CHOICES = """
SELECT DISTINCT facet, key FROM records_showngroup, LATERAL (
    VALUES ('version', version_key), ('path', path_key), ('place', place_key)) AS said(facet, key)
WHERE store_id = ANY(%(stores)s) AND measure = %(learners)s AND key <> %(mixed)s
    AND key <> '00000000-0000-0000-0000-000000000000' AND {near}
"""


@dataclass(frozen=True)
class Asked:
    """A period (days, both included; None: open) and one version, path and place, or all."""

    since: date | None = None
    until: date | None = None
    version: UUID | None = None
    path: UUID | None = None
    place: UUID | None = None

    @property
    def is_narrowed(self) -> bool:
        """Is it about less than everything?"""
        return any((self.since, self.until, self.version, self.path, self.place))


@dataclass(frozen=True)
class Shown:
    """Figures as they may be read; None: hidden, or (for times and scores) not known."""

    learners: int | None = None
    completed: int | None = None
    passed: int | None = None
    median_ms: int | None = None
    """Of what each learner spent in all."""
    mean_score: int | None = None
    """In basis points, of the best score of each."""
    at_least: tuple[str, ...] = ()
    """Which of the counts leave out groups that the question cuts: there are as many, or more."""

    @property
    def is_hidden(self) -> bool:
        """Is even the number of learners hidden?"""
        return self.learners is None


@dataclass(frozen=True)
class Period:
    """Those who began between two days (both included)."""

    begins: date
    ends: date
    learners: int


@dataclass(frozen=True)
class Place:
    """Where a page of the list ends or begins; as an address says it: `12.<key>`."""

    learners: int
    resource: UUID

    @property
    def text(self) -> str:
        """For an address; `read` reads it."""
        return f"{self.learners}.{self.resource}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """None: the text says no place."""
        found = _PLACE.fullmatch(text)
        return cls(int(found[1]), UUID(found[2])) if found else None


@dataclass(frozen=True)
class Listed:
    """Resources in the order of the list, how many there are in all, and how many learners they add up to."""

    resources: list[Place]
    count: int
    followed: int
    has_more: bool


def list_resources(
    *, stores: Sequence[UUID], asked: Asked, after: Place | None, before: Place | None, most: int
) -> Listed:
    """The most followed first; of a narrowed question, only those of which something may be read.

    `before`: the page that ends there.
    """
    mark = after or before
    words = _words(stores, asked) | {"narrowed": asked.is_narrowed, "most": most + 1}
    if mark is None:
        beyond = "true"
    else:
        words |= {"mark": mark.learners, "key": mark.resource}
        less, more = ("<", ">") if after else (">", "<")
        beyond = f"(learners {less} %(mark)s OR (learners = %(mark)s AND resource_key {more} %(key)s))"
    order = "learners, resource_key DESC" if before and not after else "learners DESC, resource_key"
    sql = _LIST.format(inside=_inside(asked), near=_near(asked), beyond=beyond, order=order)
    rows = _read(sql, words)
    found = [Place(row[1], row[0]) for row in rows[:most]]
    if before and not after:
        found.reverse()
    count, followed = (rows[0][2], rows[0][3]) if rows else (0, 0)
    return Listed(found, count, followed or 0, has_more=len(rows) > most)


def shown_of_resources(*, stores: Sequence[UUID], resources: Collection[UUID], asked: Asked) -> dict[UUID, Shown]:
    """The figures of each of these resources (one query)."""
    words = _words(stores, asked) | {"resources": list(resources)}
    found = _cells(_SUMS.format(by="resource_key", inside=_inside(asked), near=_near(asked)), words)
    return {key: _shown(cell, cut) for key, (cell, cut) in found.items()}


def shown_of_facet(*, stores: Sequence[UUID], resource: UUID, asked: Asked, facet: Facet) -> dict[UUID, Shown]:
    """The figures of each version (or path, or place) of a resource of which something may be read."""
    words = _words(stores, asked) | {"resources": [resource]}
    sql = _SUMS.format(by=f"{facet.value}_key", inside=_inside(asked), near=_near(asked))
    found = _cells(sql, words)
    mixed = set(found.pop(UUID(MIXED))[0].counts) if UUID(MIXED) in found else set()
    found.pop(UUID(int=0), None)
    shown = {key: _shown(cell, cut | mixed) for key, (cell, cut) in found.items()}
    return {key: each for key, each in shown.items() if each.learners}


def trend_of(*, stores: Sequence[UUID], asked: Asked, grain: Grain, resource: UUID | None = None) -> list[Period]:
    """How many began in each day, week, month, quarter or year, the oldest first; a learner once a resource."""
    of_resource = "" if resource is None else "AND resource_key = %(resource)s"
    words = _words(stores, asked) | {"resource": resource, "most": LONGEST_TREND}
    sql = _TREND.format(grain=grain.value, inside=_inside(asked), of_resource=of_resource)
    return [Period(*period_of(begins, grain), number) for begins, number in reversed(_read(sql, words))]


def facet_choices(*, stores: Sequence[UUID]) -> list[tuple[Facet, UUID]]:
    """Versions, paths and places of which something may be read."""
    rows = _read(_CHOICES.format(near=_near(Asked())), _words(stores, Asked()))
    return [(Facet(facet), key) for facet, key in rows]


def _read(sql: str, words: dict[str, Any]) -> list[Any]:
    with raw_cursor() as cursor:
        return cursor.execute(sql, words).fetchall()


def _words(stores: Sequence[UUID], asked: Asked) -> dict[str, Any]:
    given = {name: getattr(asked, name) for name in ("since", "until", "version", "path", "place")}
    return _ANY | {"stores": list(stores)} | {name: value for name, value in given.items() if value is not None}


def _inside(asked: Asked) -> str:
    """The group is whole in what is asked."""
    named = [f"{each.value}_key = %({each.value})s" for each in Facet if getattr(asked, each.value) is not None]
    return " AND ".join(["number IS NOT NULL", "first_day >= %(since)s", "last_day <= %(until)s", *named])


def _near(asked: Asked) -> str:
    """The group may have a part in what is asked."""
    named = [
        f"{each.value}_key IN (%({each.value})s, %(mixed)s)" for each in Facet if getattr(asked, each.value) is not None
    ]
    return " AND ".join(["first_day <= %(until)s", "last_day >= %(since)s", *named])


def _cells(sql: str, words: dict[str, Any]) -> dict[UUID, tuple[Cell, set[int]]]:
    """By key the sums, and the measures of which a group is left out."""
    found: dict[UUID, tuple[Cell, set[int]]] = {}
    for key, measure, number, is_cut in _read(sql, words):
        cell, cut = found.setdefault(key, (Cell(), set()))
        cell.counts[measure] = int(number or 0)
        if is_cut:
            cut.add(measure)
    return found


def _shown(cell: Cell, cut: set[int]) -> Shown:
    counts = {}
    for measure in (Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED):
        number = cell[measure]
        counts[measure] = None if measure in cut and not number else number
    learners, completed, passed = counts.values()
    if learners is None:
        return Shown()
    if Measure.LEARNERS in cut:
        learners = max(learners, completed or 0, passed or 0)
    return Shown(
        learners=learners,
        completed=completed,
        passed=passed,
        median_ms=cell.median_ms,
        mean_score=cell.mean_score,
        at_least=tuple(
            measure.name.lower() for measure, number in counts.items() if measure in cut and number is not None
        ),
    )
