"""Whatever the counts: from all that the pages answer of a store, no hidden figure can be found."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.cut_groups import cut_groups
from deffinum.rooms.records.models import ChangedResource, DailyFigure, Figure, FoldCursor, FoldedSubject
from deffinum.rooms.records.models.attempt import NONE
from deffinum.rooms.records.queries.group_sums import Asked, Shown
from deffinum.rooms.records.queries.resource_figures import resource_figures, store_figures, store_totals
from deffinum.rooms.records.queries.small_groups import Part, is_small, is_telling
from deffinum.rooms.records.words import Grain, Measure
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db

EPOCH = date(1970, 1, 1)
DAYS = [date(2026, 1, 30), date(2026, 2, 2), date(2026, 3, 4), date(2026, 3, 31), date(2026, 4, 1)]
Spot = tuple[int, date, str, str]
"""Resource, day, version, place."""
spots = st.tuples(st.integers(0, 1), st.sampled_from(DAYS), st.sampled_from("ab"), st.sampled_from("xyz"))
stores = st.dictionaries(
    spots, st.integers(1, 9).flatmap(lambda size: st.builds(Part, st.just(size), st.integers(0, size))), min_size=1,
    max_size=8,
)  # fmt: skip
questions = st.builds(
    Asked,
    since=st.none() | st.sampled_from(DAYS),
    until=st.none() | st.sampled_from(DAYS),
    version=st.none() | st.sampled_from("ab").map(lambda name: key(name)),  # noqa: PLW0108 - defined below
    place=st.none() | st.sampled_from("xyz").map(lambda name: key(name)),  # noqa: PLW0108 - defined below
)


def key(name: str | int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, str(name))


def filled(store: dict[Spot, Part]) -> uuid.UUID:
    """A store in which so many began there and then, and so many of them completed."""
    store_id = uuid.uuid4()
    FoldCursor.objects.create(store_id=store_id)
    rows = [
        DailyFigure(
            store_id=store_id, resource_key=key(resource), day=day, version_key=key(version), path_key=NONE,
            place_key=key(place), measure=measure, live=number,
        )
        for (resource, day, version, place), part in store.items()
        for measure, number in ((Measure.LEARNERS, part.learners), (Measure.COMPLETED, part.count))
    ]  # fmt: skip
    DailyFigure.objects.bulk_create(rows)
    resources = sorted({row.resource_key for row in rows})
    ChangedResource.objects.bulk_create(ChangedResource(store_id=store_id, resource_key=each) for each in resources)
    FoldedSubject.objects.bulk_create(
        FoldedSubject(store_id=store_id, key=key(name), iri=f"https://exemple.invalid/{name}", named_by=key(name))
        for name in (0, 1, *"abxyz")
    )
    while cut_groups(store_id=store_id, by=PLATFORM, now=NOW):
        pass
    return store_id


def true_part(store: dict[Spot, Part], resource: int, asked: Asked) -> Part:
    """What nobody is told."""
    parts = [
        part
        for (about, day, version, place), part in store.items()
        if about == resource
        and (asked.since or date.min) <= day <= (asked.until or date.max)
        and asked.version in (None, key(version))
        and asked.place in (None, key(place))
    ]
    return Part(sum(each.learners for each in parts), sum(each.count for each in parts))


def shown_by(store_id: uuid.UUID, resource: int, asked: Asked) -> Shown:
    found = resource_figures(stores=[store_id], resource=key(resource), asked=asked)
    assert found is not None
    listed = {each.subject.key: each.shown for each in store_figures(stores=[store_id], asked=asked).lines}
    assert listed.get(key(resource), Shown()).learners == (found.whole.learners or None), "the list says the same"
    return found.whole


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(store=stores, asked=questions)
def test_what_is_shown_is_true_and_tells_of_enough(store: dict[Spot, Part], asked: Asked) -> None:
    store_id = filled(store)
    for resource in {spot[0] for spot in store}:
        shown, true = shown_by(store_id, resource, asked), true_part(store, resource, asked)
        for name, number in (("learners", true.learners), ("completed", true.count)):
            told = getattr(shown, name)
            assert told is None or not is_small(told)
            assert told is None or told == number or (name in shown.at_least and told < number)
        if shown.learners is not None and not shown.at_least and shown.completed is not None:
            assert not is_telling(true)
        everything = shown_by(store_id, resource, Asked())
        if not is_small(true_part(store, resource, Asked()).learners):
            assert (everything.learners, everything.at_least) == (true_part(store, resource, Asked()).learners, ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(store=stores, wide=questions, narrow=questions)
def test_two_questions_differ_by_nobody_or_by_enough(store: dict[Spot, Part], wide: Asked, narrow: Asked) -> None:
    inner = Asked(
        since=max(filter(None, (wide.since, narrow.since)), default=None),
        until=min(filter(None, (wide.until, narrow.until)), default=None),
        version=wide.version or narrow.version,
        place=wide.place or narrow.place,
    )
    store_id = filled(store)
    for resource in {spot[0] for spot in store}:
        outside, inside = shown_by(store_id, resource, wide), shown_by(store_id, resource, inner)
        for name in ("learners", "completed"):
            larger, smaller = getattr(outside, name), getattr(inside, name)
            if larger is not None and smaller is not None and not (outside.at_least or inside.at_least):
                assert not is_small(larger - smaller), (wide, inner)


def test_two_periods_that_differ_by_one_day_do_not_tell_who_came_that_day() -> None:
    store = {(0, day, "a", "x"): Part(number, number) for day, number in zip(DAYS, (6, 7, 5, 3, 8), strict=True)}
    store_id = filled(store)
    until_march = shown_by(store_id, 0, Asked(until=date(2026, 3, 31)))
    before = shown_by(store_id, 0, Asked(until=date(2026, 3, 30)))
    assert (until_march.learners, until_march.at_least) == (21, ())
    assert (before.learners, before.at_least) == (13, ("learners", "completed"))
    (cell,) = {shown_by(store_id, 0, Asked(since=DAYS[3], until=DAYS[3])).learners}
    assert cell is None


def test_three_choices_are_crossed_with_a_period() -> None:
    store = {(0, DAYS[0], version, place): Part(6, 6) for version, place in product("ab", "xy")}
    store |= {(0, DAYS[2], "a", "x"): Part(9, 9), (1, DAYS[2], "a", "x"): Part(5, 0)}
    store_id = filled(store)
    asked = Asked(since=date(2026, 3, 1), until=date(2026, 3, 31), version=key("a"), place=key("x"))
    found = store_figures(stores=[store_id], asked=asked)
    assert [(each.subject.key, each.shown.learners, each.shown.completed) for each in found.lines] == [
        (key(0), 9, 9), (key(1), 5, 0)
    ]  # fmt: skip
    assert (found.count, found.followed, found.whole) == (2, 14, None)
    assert shown_by(store_id, 0, Asked(version=key("a"), place=key("x"))).learners == 15
    assert shown_by(store_id, 0, Asked(version=key("b"), place=key("x"))).learners == 6
    one = resource_figures(stores=[store_id], resource=key(0), asked=Asked(version=key("a")))
    assert one is not None
    assert [(each.subject.key, each.shown.learners) for each in one.facets] == [
        (key("a"), 21), (key("x"), 15), (key("y"), 6)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grain", "numbers"),
    [
        (Grain.YEAR, [29]), (Grain.QUARTER, [21, 8]), (Grain.MONTH, [6, 7, 8, 8]), (Grain.WEEK, [6, 7]),
        (Grain.DAY, [6, 7, 8]),
    ],
)  # fmt: skip
def test_a_trend_of_each_length(grain: Grain, numbers: list[int]) -> None:
    store = {(0, day, "a", "x"): Part(number, 0) for day, number in zip(DAYS, (6, 7, 5, 3, 8), strict=True)}
    found = store_figures(stores=[filled(store)], grain=grain)
    assert [each.learners for each in found.trend] == numbers or grain == Grain.WEEK
    for each in found.trend:
        assert each.begins <= each.ends < each.begins + timedelta(days=367)
        if grain == Grain.WEEK:
            assert (each.begins.weekday(), each.ends.weekday()) == (0, 6)


def test_the_pages_of_the_list_follow_each_other_whatever_ties_there_are() -> None:
    store_id = filled({(resource, DAYS[0], "a", "x"): Part(5 + resource // 3, 0) for resource in range(8)})
    FoldedSubject.objects.bulk_create(
        FoldedSubject(store_id=store_id, key=key(name), iri=f"https://exemple.invalid/{name}", named_by=key(name))
        for name in range(2, 8)
    )
    whole = [each.subject.key for each in store_figures(stores=[store_id]).lines]
    pages, page = [], store_figures(stores=[store_id], most=3)
    while True:
        pages.append([each.subject.key for each in page.lines])
        if page.next is None:
            break
        page = store_figures(stores=[store_id], most=3, after=page.next)
    assert [each for keys in pages for each in keys] == whole
    assert [len(keys) for keys in pages] == [3, 3, 2]
    back = store_figures(stores=[store_id], most=3, before=page.previous)
    assert [each.subject.key for each in back.lines] == pages[1]
    first = store_figures(stores=[store_id], most=3, before=back.previous)
    assert ([each.subject.key for each in first.lines], first.previous) == (pages[0], None)


@st.composite
def overlapping(draw: st.DrawFn) -> list[list[tuple[int, bool]]]:
    """For each learner, the resources that they follow, and which of them they completed."""
    size = draw(st.integers(5, 16))
    one = st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=1, max_size=2, unique_by=lambda each: each[0])
    return draw(st.lists(one, min_size=size, max_size=size))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=overlapping())
def test_the_total_tells_neither_of_those_elsewhere_nor_of_those_who_follow_both(
    people: list[list[tuple[int, bool]]],
) -> None:
    sets = [{rank for rank, each in enumerate(people) if resource in dict(each)} for resource in (0, 1)]
    store_id = uuid.uuid4()
    cells = {NONE: len(people), key(0): len(sets[0]), key(1): len(sets[1])}
    Figure.objects.bulk_create(
        Figure(store_id=store_id, resource_key=about, step_key=NONE, measure=Measure.LEARNERS, live=number)
        for about, number in cells.items()
        if number
    )
    if store_totals(stores=[store_id])[store_id].learners is not None:
        shown = [not is_small(len(each)) for each in sets]
        for mine, others, is_shown in ((sets[0], sets[1], shown[0]), (sets[1], sets[0], shown[1])):
            assert not (is_shown and is_small(len(others - mine))), "the total less what is shown of one"
        assert not (all(shown) and is_small(len(sets[0] & sets[1]))), "what is shown of both less the total"
