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
from deffinum.rooms.records.queries.small_groups import SMALLEST, Part, is_telling
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
    store_id, rows = uuid.uuid4(), []

    def cell(part: Part, resource: uuid.UUID, facet: Facet, facet_key: uuid.UUID) -> None:
        for measure, number in ((Measure.LEARNERS, part.learners), (Measure.COMPLETED, part.count)):
            rows.append(
                Figure(
                    store_id=store_id, resource_key=resource, step_key=NONE, facet=facet, facet_key=facet_key,
                    measure=measure, live=number,
                )
            )  # fmt: skip

    for rank, places in enumerate(store):
        cell(sum_of(places), key(rank), Facet.ALL, NONE)
        for place, part in enumerate(places[:-1]):
            cell(part, key(rank), Facet.PLACE, key(100 + place))
    cell(sum_of([sum_of(each) for each in store]), NONE, Facet.ALL, NONE)
    Figure.objects.bulk_create(rows)
    FoldedSubject.objects.bulk_create(
        FoldedSubject(store_id=store_id, key=key(rank), iri=f"https://exemple.invalid/{rank}", named_by=key(rank))
        for rank in (*range(3), *range(100, 103))
    )
    return store_id


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
    if total.completed is not None and any(counts_hidden):
        worlds = feasible(family, sizes_hidden, counts_hidden)
        for place, hides in enumerate(counts_hidden):
            assert not hides or len({each[place] for each in worlds}) > 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def check_rest(rest: Part, *, is_told: bool) -> None:
    """What is left when all places are shown speaks of nobody, or of enough."""
    assert not is_told or not is_telling(rest)
