"""What an organisation may read of its resources: aggregates, with figures about too few learners hidden."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.figure_cells import (
    Cell,
    Subject,
    facets_of,
    month_number,
    natural_key,
    read_cells,
    subjects_of,
)
from deffinum.rooms.records.queries.small_groups import (
    SMALLEST,
    Part,
    hidden_counts,
    hidden_sizes,
    is_small,
    is_telling,
)
from deffinum.rooms.records.words import Facet, Measure

MONTHS = 12
"""Of a trend, at most; the newest."""
_RECENT = 50
"""Attempts from which the order of steps is read."""
_OUTCOMES = (Measure.COMPLETED, Measure.PASSED)
_HELD = (Measure.LEARNERS, Measure.STOPPED, *_OUTCOMES)
"""What decides of what is hidden."""
_NAMED = (Facet.VERSION, Facet.PATH, Facet.PLACE)
_ORDER = """
SELECT step_key, avg(place) FROM (
    SELECT a.step_key, rank() OVER (PARTITION BY a.learner_key, a.registration ORDER BY a.first_at) AS place
    FROM (
        SELECT learner_key, registration FROM records_attempt
        WHERE store_id = %(store)s AND resource_key = %(resource)s AND step_key = %(none)s
        ORDER BY last_at DESC LIMIT %(recent)s
    ) AS recent JOIN records_attempt AS a ON a.store_id = %(store)s AND a.resource_key = %(resource)s
        AND a.learner_key = recent.learner_key AND a.registration = recent.registration AND a.step_key <> %(none)s
) AS placed GROUP BY step_key
"""


@dataclass(frozen=True)
class Shown:
    """The figures of one cell as they may be read; None: hidden, or (for times and scores) not known."""

    learners: int | None = None
    completed: int | None = None
    passed: int | None = None
    median_ms: int | None = None
    mean_score: int | None = None
    """In basis points."""

    @property
    def is_hidden(self) -> bool:
        """Is even the number of learners hidden?"""
        return self.learners is None


@dataclass(frozen=True)
class ResourceLine:
    """A resource and its figures."""

    subject: Subject
    shown: Shown


@dataclass(frozen=True)
class MonthLine:
    """Those who began in a month (its number: 202611)."""

    month: int
    shown: Shown


@dataclass(frozen=True)
class FacetLine:
    """Those of a version, path or place."""

    facet: Facet
    subject: Subject
    shown: Shown


@dataclass(frozen=True)
class StepLine:
    """A step: of the learners who reached it, who managed it, who is stuck and who stopped there.

    A count is None when it is hidden; where the number of those who reached the step is, so are the others, which would
    tell it. `…_nearly_all` says that it is all but one to four of those that it could be.
    """

    subject: Subject
    learners: int | None
    reached_by_nearly_all: bool
    succeeded: int | None
    managed_by_nearly_all: bool
    stuck: int | None
    stopped: int | None
    tries: int | None
    errors: int | None
    median_ms: int | None
    mean_score: int | None

    @property
    def is_hidden(self) -> bool:
        """Did too few reach it for anything to be said of them?"""
        return self.learners is None and not self.reached_by_nearly_all


@dataclass(frozen=True)
class StoreFigures:
    """The resources of a store (of one facet's value, or all), the whole store, and the trend of what is shown.

    `choices`: the months, versions, paths and places that may be chosen, each with its key and (but months) its name.
    """

    lines: list[ResourceLine]
    count: int
    """Of all resources; `lines` may be a page of them."""
    whole: Shown
    trend: list[MonthLine]
    choices: list[tuple[Facet, UUID, Subject | None]]


@dataclass(frozen=True)
class ResourceFigures:
    """One resource: the whole, its steps in order, its months, its versions, paths and places."""

    subject: Subject
    whole: Shown
    steps: list[StepLine]
    months: list[MonthLine]
    facets: list[FacetLine]


def store_figures(
    *,
    store_id: UUID,
    facet: Facet = Facet.ALL,
    facet_key: UUID = NONE,
    offset: int = 0,
    most: int | None = None,
) -> StoreFigures:
    """The resources of the store, the most followed first; those that nobody followed there are left out."""
    cells = read_cells(store_id=store_id, facets={Facet.ALL, Facet.MONTH, facet}, measures=_HELD)
    every = cells[Facet.ALL]
    shown, total = _resources(every)
    by_month = _by_resource(cells[Facet.MONTH], every, shown)
    if facet == Facet.ALL:
        chosen = shown
    else:
        families = _by_resource(cells[facet], every, shown)
        chosen = {key: family[facet_key] for key, family in families.items() if facet_key in family}
    keys = sorted(chosen, key=lambda key: (-(chosen[key].learners or 0), str(key)))
    page = keys[offset:] if most is None else keys[offset : offset + most]
    details = read_cells(store_id=store_id, facets={facet}, resources=[*page, NONE])[facet]
    choices = facets_of(store_id=store_id)
    subjects = subjects_of(store_id=store_id, keys={*page, *(key for kind, key in choices if kind != Facet.MONTH)})
    return StoreFigures(
        lines=[
            ResourceLine(subjects[key], _detailed(chosen[key], details.get((key, NONE, facet_key))))
            for key in page
            if key in subjects
        ],
        count=len(keys),
        whole=_detailed(total, details.get((NONE, NONE, NONE))),
        trend=_trend(by_month.values()),
        choices=[(kind, key, subjects.get(key)) for kind, key in choices],
    )


def resource_figures(*, store_id: UUID, resource: UUID) -> ResourceFigures | None:
    """Everything about one resource; None when nobody of the store ever followed it."""
    every = read_cells(store_id=store_id, facets={Facet.ALL}, measures=_HELD)[Facet.ALL]
    if (resource, NONE, NONE) not in every:
        return None
    cells = read_cells(store_id=store_id, facets=set(Facet), resources=[resource], steps=True)
    total = cells[Facet.ALL][(resource, NONE, NONE)]
    whole = _detailed(_resources(every)[0][resource], total)
    families: dict[Facet, dict[UUID, Shown]] = {
        facet: _family({key: cell for (_resource, _step, key), cell in cells[facet].items()}, total, whole)
        for facet in Facet
        if facet != Facet.ALL
    }
    steps = {step: cell for (_resource, step, _key), cell in cells[Facet.ALL].items() if step != NONE}
    named = {key for facet in _NAMED for key in families[facet]}
    subjects = subjects_of(store_id=store_id, keys={resource, *steps, *named})
    return ResourceFigures(
        subject=subjects[resource],
        whole=whole,
        steps=_steps(store_id, resource, steps, total, whole, subjects),
        months=_months(families[Facet.MONTH]),
        facets=[
            FacetLine(facet, subjects[key], each)
            for facet in _NAMED
            for key, each in sorted(families[facet].items(), key=lambda item: -(item[1].learners or 0))
        ],
    )


def _resources(every: Mapping[tuple[UUID, UUID, UUID], Cell]) -> tuple[dict[UUID, Shown], Shown]:
    """The resources of a store are the parts of one family, whose total is the store.

    Here the total gives way, not the parts: a resource that many followed is not hidden because another one is small.
    """
    keys = sorted((resource for resource, _step, _key in every if resource != NONE), key=str)
    cells = [every[(key, NONE, NONE)] for key in keys]
    total = every.get((NONE, NONE, NONE), Cell())
    sizes = [cell[Measure.LEARNERS] for cell in cells]
    sizes_hidden, _no = hidden_sizes(sizes, is_total_shown=False)
    beside = hidden_sizes(sizes, is_total_shown=True, total=total[Measure.LEARNERS])
    is_shown = (sizes_hidden, True) == beside and not is_small(total[Measure.LEARNERS])
    hidden, total_outcomes = [], []
    for measure in _OUTCOMES:
        parts = [_part(cell, measure) for cell in cells]
        alone, _no = hidden_counts(parts, sizes_hidden=sizes_hidden, is_total_shown=False)
        beside = hidden_counts(parts, sizes_hidden=sizes_hidden, is_total_shown=True, total=_part(total, measure))
        hidden.append(alone)
        total_outcomes.append((alone, True) == beside and not is_telling(_part(total, measure)))
    shown = {
        key: _shown(cells[at], learners=not sizes_hidden[at], outcomes=[not each[at] for each in hidden])
        for at, key in enumerate(keys)
    }
    return shown, _shown(total, learners=is_shown, outcomes=total_outcomes)


def _by_resource(
    cells: Mapping[tuple[UUID, UUID, UUID], Cell],
    every: Mapping[tuple[UUID, UUID, UUID], Cell],
    shown: dict[UUID, Shown],
) -> dict[UUID, dict[UUID, Shown]]:
    """For each resource, its values of a facet: parts of a family, whose total is the resource."""
    grouped: dict[UUID, dict[UUID, Cell]] = {}
    for (resource, _step, key), cell in cells.items():
        grouped.setdefault(resource, {})[key] = cell
    return {
        resource: _family(parts, every.get((resource, NONE, NONE), Cell()), shown[resource])
        for resource, parts in grouped.items()
        if resource in shown
    }


def _family(cells: Mapping[UUID, Cell], total: Cell, whole: Shown) -> dict[UUID, Shown]:
    """The parts as they may be shown beside a total that stands as `whole` shows it.

    Those of no part (nobody said where) are one more part. Where the total is hidden, so are all parts: they would add
    up to it. Where nothing else helps, all are hidden as well.
    """
    keys = sorted(cells, key=str)
    family = [*(cells[key] for key in keys), _rest(total, list(cells.values()))]
    every = [True] * len(family)
    sizes = [each[Measure.LEARNERS] for each in family]
    sizes_hidden, fits = hidden_sizes(sizes, is_total_shown=True, total=total[Measure.LEARNERS])
    if whole.learners is None or not fits:
        sizes_hidden = every
    outcomes = []
    for measure, said in zip(_OUTCOMES, (whole.completed, whole.passed), strict=True):
        parts = [_part(each, measure) for each in family]
        hidden, fits = hidden_counts(parts, sizes_hidden=sizes_hidden, is_total_shown=True, total=_part(total, measure))
        outcomes.append(every if said is None or not fits else hidden)
    return {
        key: _shown(cells[key], learners=not sizes_hidden[at], outcomes=[not each[at] for each in outcomes])
        for at, key in enumerate(keys)
    }


def _rest(total: Cell, parts: Sequence[Cell]) -> Cell:
    return Cell(
        {
            int(measure): max(0, total[measure] - sum(each[measure] for each in parts))
            for measure in (Measure.LEARNERS, *_OUTCOMES)
        }
    )


def _part(cell: Cell, measure: Measure) -> Part:
    return Part(cell[Measure.LEARNERS], min(cell[measure], cell[Measure.LEARNERS]))


def _shown(cell: Cell, *, learners: bool, outcomes: Sequence[bool]) -> Shown:
    if not learners:
        return Shown()
    completed, passed = (
        cell[measure] if is_shown else None for measure, is_shown in zip(_OUTCOMES, outcomes, strict=True)
    )
    return _detailed(Shown(learners=cell[Measure.LEARNERS], completed=completed, passed=passed), cell)


def _detailed(shown: Shown, cell: Cell | None) -> Shown:
    """With the time and the score, where learners are shown and enough of them say them, however many attempts each."""
    if cell is None or shown.learners is None:
        return shown
    fewest = SMALLEST + max(0, cell[Measure.ATTEMPTS] - cell[Measure.LEARNERS])
    lasted = sum(number for rank, number in cell.counts.items() if rank >= Measure.LASTED)
    return replace(
        shown,
        median_ms=None if lasted < fewest else cell.median_ms,
        mean_score=None if cell[Measure.SCORES] < fewest else cell.mean_score,
    )


def _months(family: Mapping[UUID, Shown]) -> list[MonthLine]:
    lines = [MonthLine(month_number(key), each) for key, each in family.items()]
    return sorted(lines, key=lambda each: each.month)[-MONTHS:]


def _trend(families: Iterable[Mapping[UUID, Shown]]) -> list[MonthLine]:
    """Month by month, the sum of what is shown of each resource: it tells nothing more than they do."""
    sums: dict[int, int] = {}
    for family in families:
        for key, each in family.items():
            if each.learners is not None:
                sums[month_number(key)] = sums.get(month_number(key), 0) + each.learners
    return [MonthLine(month, Shown(learners=number)) for month, number in sorted(sums.items())][-MONTHS:]


def _steps(
    store_id: UUID, resource: UUID, cells: dict[UUID, Cell], total: Cell, whole: Shown, subjects: dict[UUID, Subject]
) -> list[StepLine]:
    """In the order in which the latest learners met them; nothing when the resource itself is hidden."""
    order = _order_of(store_id, resource)
    keys = sorted(
        (key for key in cells if key in subjects),
        key=lambda key: (order.get(key, math.inf), natural_key(subjects[key].iri)),
    )
    stopped = [cells[key][Measure.STOPPED] for key in keys]
    stopped_hidden, fits = hidden_sizes(stopped, is_total_shown=True)
    if not fits or whole.learners is None or is_small(total[Measure.LEARNERS] - sum(stopped)):
        stopped_hidden = [True] * len(keys)
    return [
        _step(subjects[key], cells[key], total, whole, stopped=None if hides else cells[key][Measure.STOPPED])
        for key, hides in zip(keys, stopped_hidden, strict=True)
    ]


def _step(subject: Subject, cell: Cell, total: Cell, whole: Shown, *, stopped: int | None) -> StepLine:
    reached = Part(max(total[Measure.LEARNERS], cell[Measure.LEARNERS]), cell[Measure.LEARNERS])
    managed = _part(cell, Measure.COMPLETED)
    stuck = _part(cell, Measure.STUCK)
    if whole.learners is None or is_small(cell[Measure.LEARNERS]):
        return StepLine(subject, None, False, None, False, None, stopped, None, None, None, None)
    figures = _shown(cell, learners=True, outcomes=[True, True])
    tells = is_telling(reached)
    return StepLine(
        subject=subject,
        learners=None if tells else cell[Measure.LEARNERS],
        reached_by_nearly_all=is_small(reached.others),
        succeeded=None if tells or is_telling(managed) else managed.count,
        managed_by_nearly_all=not tells and is_small(managed.others) and not is_small(managed.count),
        stuck=None if tells or is_telling(stuck) else stuck.count,
        stopped=stopped,
        tries=None if tells else cell[Measure.TRIES],
        errors=None if tells or is_small(cell[Measure.ERRORS]) else cell[Measure.ERRORS],
        median_ms=figures.median_ms,
        mean_score=figures.mean_score,
    )


def _order_of(store_id: UUID, resource: UUID) -> dict[UUID, int]:
    """The mean place of each step, in hundredths."""
    given = {"store": store_id, "resource": resource, "none": NONE, "recent": _RECENT}
    with raw_cursor() as cursor:
        return {step: int(place * 100) for step, place in cursor.execute(_ORDER, given)}
