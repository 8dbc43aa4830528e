"""Cut again the groups of the resources of which counts changed: what the pages may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import FoldCursor
from deffinum.rooms.records.models.figure_rows import (
    GroupRow,
    read_days,
    replace_groups,
    take_changed_resources,
)
from deffinum.rooms.records.queries.shown_groups import MIXED, Atom, Counted, calendar, groups_of, region_of
from deffinum.rooms.records.queries.small_groups import Part
from deffinum.rooms.records.words import Measure

AT_ONCE = 100
"""Resources cut in one transaction."""
_SINGLE = {Measure.LEARNERS, Measure.COMPLETED, Measure.PASSED, Measure.SCORES, Measure.SCORE}
_COUNTED: tuple[tuple[Measure, Counted], ...] = (
    (Measure.LEARNERS, lambda atom: Part(atom.learners, atom.learners)),
    (Measure.COMPLETED, lambda atom: Part(atom.learners, atom.completed)),
    (Measure.PASSED, lambda atom: Part(atom.learners, atom.passed)),
    (Measure.SCORES, lambda atom: Part(atom.scores, atom.scores)),
    (Measure.LASTED, lambda atom: Part(sum(atom.lasted.values()), sum(atom.lasted.values()))),
)
"""What each kind of group is cut by: a mean or a median is one of five learners or more, like a count."""


@command("records.cut_groups", logged=False)
def cut_groups(*, store_id: UUID, by: Actor, now: datetime) -> int:
    """Cut the groups of some changed resources; returns of how many (0: none is left, or another worker is at it).

    Stands outside the audit chain, as folding does.
    """
    cursor = FoldCursor.objects.select_for_update(no_key=True, skip_locked=True).filter(store_id=store_id).first()
    if cursor is None:
        return 0
    resources = take_changed_resources(store_id=store_id, most=AT_ONCE)
    if resources:
        rows = read_days(store_id=store_id, resources=resources)
        found = [
            row
            for resource, of_resource in groupby(rows, key=lambda row: row[0])
            for row in _groups(resource, list(_atoms(of_resource)))
        ]
        replace_groups(store_id=store_id, resources=resources, groups=found)
    return len(resources)


def _atoms(rows: Iterable[tuple[str, int, str, str, str, int, int]]) -> Iterator[Atom]:
    for (_resource, day, version, path, place), counts in groupby(rows, key=lambda row: row[:5]):
        atom = Atom(day, version, path, place)
        for row in counts:
            measure, number = row[5], row[6]
            if measure in _SINGLE:
                setattr(atom, Measure(measure).name.lower(), number)
            else:
                atom.lasted[measure] = number
        yield atom


def _groups(resource: str, atoms: list[Atom]) -> Iterator[GroupRow]:
    if not atoms:
        return
    for measure, counted in _COUNTED:
        groups = groups_of(atoms, counted)
        if groups is None:
            first, last = calendar(atoms[0].day).month_begins, calendar(atoms[-1].day).month_ends
            yield resource, int(measure), 0, first, last, MIXED, MIXED, MIXED, None
            continue
        for rank, group in enumerate(groups):
            region = region_of(group)
            for counts, number in _numbers(measure, counted, group):
                yield resource, counts, rank, *region, number


def _numbers(measure: Measure, counted: Counted, group: list[Atom]) -> Iterator[tuple[int, int]]:
    if measure == Measure.LASTED:
        ranks = sorted({rank for atom in group for rank in atom.lasted})
        yield from ((rank, sum(atom.lasted.get(rank, 0) for atom in group)) for rank in ranks)
        return
    yield int(measure), sum(counted(atom).count for atom in group)
    if measure == Measure.SCORES:
        yield int(Measure.SCORE), sum(atom.score for atom in group)
