"""What an organisation may read of its resources: aggregates, with figures about too few learners hidden."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.figure_cells import (
    Cell,
    Subject,
    natural_key,
    read_cells,
    read_totals,
    subjects_of,
)
from deffinum.rooms.records.queries.group_sums import (
    Asked,
    Period,
    Place,
    Shown,
    facet_choices,
    list_resources,
    shown_of_facet,
    shown_of_resources,
    trend_of,
)
from deffinum.rooms.records.queries.small_groups import (
    SMALLEST,
    Part,
    hidden_sizes,
    is_small,
    is_telling,
    total_stands,
)
from deffinum.rooms.records.words import Facet, Grain, Measure

_RECENT = 50
"""Attempts from which the order of steps is read."""
_OUTCOMES = (Measure.COMPLETED, Measure.PASSED)
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
class ResourceLine:
    """A resource and its figures."""

    subject: Subject
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
    """A page of the resources of one store or several, what they add up to, and the trend.

    `choices`: the versions, paths and places that may be asked for.
    """

    lines: list[ResourceLine]
    count: int
    """Of all resources that the question is about."""
    followed: int
    """What is shown of all of them, added up: a learner counts once for each resource."""
    is_narrowed: bool
    whole: Shown | None
    """Of the store, each learner counted once; None: the question is narrower, or about several stores."""
    trend: list[Period]
    choices: list[tuple[Facet, Subject]]
    previous: Place | None
    """Where the page before ends; None: this is the first one."""
    next: Place | None


@dataclass(frozen=True)
class ResourceFigures:
    """One resource: what is asked of it, its trend, versions, paths and places; its steps are those of everybody."""

    subject: Subject
    whole: Shown
    steps: list[StepLine]
    trend: list[Period]
    facets: list[FacetLine]
    choices: list[tuple[Facet, Subject]]


def store_figures(
    *,
    stores: Sequence[UUID],
    asked: Asked = Asked(),  # noqa: B008 - frozen
    grain: Grain = Grain.MONTH,
    after: Place | None = None,
    before: Place | None = None,
    most: int = 50,
) -> StoreFigures:
    """The resources of the stores, the most followed first; of a narrowed question, those with something to read."""
    listed = list_resources(stores=stores, asked=asked, after=after, before=before, most=most)
    keys = [each.resource for each in listed.resources]
    shown = shown_of_resources(stores=stores, resources=keys, asked=asked)
    choices = facet_choices(stores=stores)
    subjects = subjects_of(stores=stores, keys={*keys, *(key for _facet, key in choices)})
    first, last = (listed.resources[0], listed.resources[-1]) if listed.resources else (None, None)
    goes_back = before is not None and after is None
    return StoreFigures(
        lines=[ResourceLine(subjects[key], shown[key]) for key in keys if key in subjects],
        count=listed.count,
        followed=listed.followed,
        is_narrowed=asked.is_narrowed,
        whole=None if asked.is_narrowed or len(stores) != 1 else store_totals(stores=stores)[stores[0]],
        trend=trend_of(stores=stores, asked=asked, grain=grain),
        choices=_named(choices, subjects),
        previous=first if (after is not None or (goes_back and listed.has_more)) else None,
        next=last if (goes_back or listed.has_more) else None,
    )


def resource_figures(
    *,
    stores: Sequence[UUID],
    resource: UUID,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    grain: Grain = Grain.MONTH,
) -> ResourceFigures | None:
    """Everything about one resource; None when nobody of the stores ever followed it.

    Steps are those of one store: of several, the difference of two pages would tell what one of them hides.
    """
    everything = shown_of_resources(stores=stores, resources=[resource], asked=Asked()).get(resource)
    if everything is None:
        return None
    whole = everything
    if asked.is_narrowed:
        whole = shown_of_resources(stores=stores, resources=[resource], asked=asked).get(resource, Shown(0, 0, 0))
    facets = {facet: shown_of_facet(stores=stores, resource=resource, asked=asked, facet=facet) for facet in Facet}
    cells = read_cells(store_id=stores[0], resource=resource) if len(stores) == 1 else {}
    choices = facet_choices(stores=stores)
    keys = {resource, *cells, *(key for found in facets.values() for key in found), *(key for _facet, key in choices)}
    subjects = subjects_of(stores=stores, keys=keys - {NONE})
    total = cells.pop(NONE, Cell())
    return ResourceFigures(
        subject=subjects[resource],
        whole=whole,
        steps=_steps(stores[0], resource, cells, total, everything, subjects) if cells else [],
        trend=trend_of(stores=stores, asked=asked, grain=grain, resource=resource),
        facets=[
            FacetLine(facet, subjects[key], each)
            for facet, found in facets.items()
            for key, each in sorted(found.items(), key=lambda item: -(item[1].learners or 0))
        ],
        choices=_named(choices, subjects),
    )


def store_totals(*, stores: Sequence[UUID]) -> dict[UUID, Shown]:
    """Each store as a whole, each of its learners counted once, beside the resources that are shown of it (one query).

    The total gives way, not its parts: a resource that many followed is not hidden because another one is small. How
    many follow several resources is a count like others: one to four of them, and the total is hidden.
    """
    found = read_totals(stores=stores, measures=(Measure.LEARNERS, *_OUTCOMES))
    return {store_id: _total_of(cells) for store_id, cells in found.items()}


def _total_of(cells: dict[UUID, Cell]) -> Shown:
    total = cells.pop(NONE, Cell())
    learners, sizes = total[Measure.LEARNERS], [cell[Measure.LEARNERS] for cell in cells.values()]
    parts = [Part(size, size) for size in sizes]
    unknown = [is_small(size) for size in sizes]
    stands = total_stands(parts, unknown, [True] * len(parts), Part(learners, learners))
    if not stands or is_small(learners) or is_small(sum(sizes) - learners):
        return Shown()
    counts: list[int | None] = []
    for measure in _OUTCOMES:
        parts, whole = [_part(cell, measure) for cell in cells.values()], _part(total, measure)
        hidden = [is_telling(part) for part in parts]
        is_shared_by_few = is_small(sum(part.count for part in parts) - whole.count)
        stands = total_stands(parts, hidden, unknown, whole) and not is_telling(whole) and not is_shared_by_few
        counts.append(whole.count if stands else None)
    return Shown(learners, counts[0], counts[1])


def _named(choices: Sequence[tuple[Facet, UUID]], subjects: Mapping[UUID, Subject]) -> list[tuple[Facet, Subject]]:
    """In the order of what they are called."""
    found = [(facet, subjects[key]) for facet, key in choices if key in subjects]
    return sorted(found, key=lambda each: (list(Facet).index(each[0]), natural_key(each[1].title), each[1].iri))


def _part(cell: Cell, measure: Measure) -> Part:
    return Part(cell[Measure.LEARNERS], min(cell[measure], cell[Measure.LEARNERS]))


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
    lasted = sum(number for rank, number in cell.counts.items() if rank >= Measure.LASTED)
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
        median_ms=None if lasted < SMALLEST else cell.median_ms,
        mean_score=None if cell[Measure.SCORES] < SMALLEST else cell.mean_score,
    )


def _order_of(store_id: UUID, resource: UUID) -> dict[UUID, int]:
    """The mean place of each step, in hundredths."""
    given = {"store": store_id, "resource": resource, "none": NONE, "recent": _RECENT}
    with raw_cursor() as cursor:
        return {step: int(place * 100) for step, place in cursor.execute(_ORDER, given)}
