"""Whatever the counts: from all that the pages show of a store, no hidden figure can be found by subtraction."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.rooms.records.models import Figure, FoldedSubject
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.resource_figures import (
    ResourceFigures,
    Shown,
    StoreFigures,
    resource_figures,
    store_figures,
)
from deffinum.rooms.records.queries.small_groups import SMALLEST, Part, is_small, is_telling
from deffinum.rooms.records.words import Facet, Measure
from tests.rooms.records.queries.test_small_groups import feasible

pytestmark = pytest.mark.django_db

parts = st.integers(0, 14).flatmap(lambda size: st.builds(Part, st.just(size), st.integers(0, size)))
stores = st.lists(st.lists(parts, min_size=1, max_size=3), min_size=1, max_size=3)
"""For each resource, its places; the last one stands for "nobody said where"."""


def key(rank: int) -> uuid.UUID:
    return uuid.UUID(int=rank + 1)


def sum_of(each: list[Part]) -> Part:
    return Part(sum(part.learners for part in each), sum(part.count for part in each))


def filled(store: list[list[Part]]) -> uuid.UUID:
    """A store with these counts: each learner in one resource and one place."""
    store_id = uuid.uuid4()
    cells = [((NONE, Facet.ALL, NONE), sum_of([sum_of(each) for each in store]))]
    for rank, places in enumerate(store):
        cells.append(((key(rank), Facet.ALL, NONE), sum_of(places)))
        cells += [((key(rank), Facet.PLACE, key(100 + place)), part) for place, part in enumerate(places[:-1])]
    keep(store_id, cells)
    return store_id


def keep(store_id: uuid.UUID, cells: list[tuple[tuple[uuid.UUID, Facet, uuid.UUID], Part]]) -> None:
    """Write these counts as the figures of the store."""
    Figure.objects.bulk_create(
        Figure(
            store_id=store_id, resource_key=resource, step_key=NONE, facet=facet, facet_key=facet_key,
            measure=measure, live=number,
        )
        for (resource, facet, facet_key), part in cells
        for measure, number in ((Measure.LEARNERS, part.learners), (Measure.COMPLETED, part.count))
    )  # fmt: skip
    FoldedSubject.objects.bulk_create(
        FoldedSubject(store_id=store_id, key=key(rank), iri=f"https://exemple.invalid/{rank}", named_by=key(rank))
        for rank in (*range(3), *range(100, 103))
    )


def check_family(family: list[Part], shown: list[Shown], total: Shown) -> None:
    """No hidden part of a family is told by its total, and nothing that is shown tells of too few."""
    sizes_hidden = [each.learners is None for each in shown]
    counts_hidden = [each.completed is None for each in shown]
    for part, each in zip(family, shown, strict=True):
        assert each.learners in (None, part.learners)
        assert each.learners is None or each.learners == 0 or each.learners >= SMALLEST
        assert each.completed is None or not is_telling(part)
    if total.learners is not None and any(sizes_hidden):
        hidden = [part.learners for part, hides in zip(family, sizes_hidden, strict=True) if hides]
        assert len(hidden) > 1
        assert sum(hidden) >= SMALLEST
    if total.completed not in (None, 0, total.learners) and any(counts_hidden):  # all alike says it of each part
        worlds = feasible(family, sizes_hidden, counts_hidden)
        for place, hides in enumerate(counts_hidden):
            assert not hides or not family[place].learners or len({each[place] for each in worlds}) > 1


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(store=stores)
def test_no_hidden_figure_is_told_by_what_is_shown(store: list[list[Part]]) -> None:
    store_id = filled(store)
    listed: StoreFigures = store_figures(store_id=store_id)
    by_key = {each.subject.key: each.shown for each in listed.lines}
    followed = [rank for rank, places in enumerate(store) if sum_of(places).learners]
    assert by_key.keys() == {key(rank) for rank in followed}
    check_family([sum_of(store[rank]) for rank in followed], [by_key[key(rank)] for rank in followed], listed.whole)
    for rank in followed:
        found = resource_figures(store_id=store_id, resource=key(rank))
        assert isinstance(found, ResourceFigures)
        assert found.whole == by_key[key(rank)]
        places = {each.subject.key: each.shown for each in found.facets}
        shown = [places.get(key(100 + place), Shown(0, 0, 0)) for place in range(len(store[rank]) - 1)]
        if found.whole.learners is None:
            assert all(each.is_hidden for each in places.values())
        elif found.whole.completed is None:
            assert all(each.completed is None for each in places.values())
        else:
            nowhere = Shown() if any(each.is_hidden for each in shown) else Shown(store[rank][-1].learners)
            rest = store[rank][-1]
            told = nowhere.learners is not None and all(each.completed is not None for each in shown)
            check_rest(rest, is_told=told)
            check_family(store[rank], [*shown, Shown(nowhere.learners, rest.count if told else None)], found.whole)


@st.composite
def overlapping(draw: st.DrawFn) -> list[list[tuple[int, int, bool]]]:
    """For each learner, where they learnt: resource, place, completed or not; several resources and places each."""
    size = draw(st.integers(5, 16))
    usual = [[(0, 0, True)], [(0, 0, True), (0, 1, False)], [(0, 0, False), (0, 1, True), (1, 0, True)]]
    place = st.tuples(st.integers(0, 1), st.integers(0, 2), st.booleans())
    one = st.one_of(st.sampled_from(usual), st.lists(place, min_size=1, max_size=4, unique_by=lambda each: each[:2]))
    return draw(st.lists(one, min_size=size, max_size=size))


def told_of(people: list[list[tuple[int, int, bool]]], resource: int | None, place: int | None = None) -> Part:
    """Of how many learners the cell is, and how many of them completed: each once."""
    own = [[done for at, where, done in each if resource in (None, at) and place in (None, where)] for each in people]
    return Part(sum(bool(each) for each in own), sum(any(each) for each in own))


def check_overlap(parts: list[tuple[Part, Shown]], total: Part, whole: Shown) -> None:
    """Neither a part nor all that is shown of them leaves one to four of their total, which learners share."""
    for part, each in parts:
        assert each.learners in (None, part.learners)
        assert whole.learners is None or each.learners is None or not is_small(total.learners - each.learners)
        if each.completed is not None:
            assert not is_telling(part)
            assert whole.completed is None or not is_small(total.count - part.count)
    if whole.learners is not None and any(each.learners is None for _part, each in parts):
        assert not is_small(total.learners - sum(each.learners or 0 for _part, each in parts))
    if whole.completed is not None and any(each.completed is None for _part, each in parts):
        assert not is_small(total.count - sum(each.completed or 0 for _part, each in parts))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=overlapping())
def test_no_learner_of_several_parts_is_told_by_the_total(people: list[list[tuple[int, int, bool]]]) -> None:
    ranks = sorted({at for each in people for at, _where, _done in each})
    every = {rank: told_of(people, rank) for rank in ranks}
    places = {(rank, where): told_of(people, rank, where) for rank in ranks for where in range(3)}
    store_id = uuid.uuid4()
    cells = [((NONE, Facet.ALL, NONE), told_of(people, None))]
    cells += [((key(rank), Facet.ALL, NONE), part) for rank, part in every.items()]
    cells += [((key(rank), Facet.PLACE, key(100 + where)), part) for (rank, where), part in places.items()]
    keep(store_id, cells)
    listed = store_figures(store_id=store_id)
    by_key = {each.subject.key: each.shown for each in listed.lines}
    check_overlap([(every[rank], by_key[key(rank)]) for rank in ranks], told_of(people, None), listed.whole)
    for rank in ranks:
        found = resource_figures(store_id=store_id, resource=key(rank))
        assert found is not None
        shown = {each.subject.key: each.shown for each in found.facets}
        own = [(part, shown[key(100 + where)]) for (at, where), part in places.items() if at == rank and part.learners]
        check_overlap(own, every[rank], found.whole)


def check_rest(rest: Part, *, is_told: bool) -> None:
    """What is left when all places are shown speaks of nobody, or of enough."""
    assert not is_told or not is_telling(rest)
