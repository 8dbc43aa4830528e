"""Whatever is asked, alone or together: nothing that the groups answer tells of one to four learners.

The reader that these tests stand for knows how the groups are cut, asks every question there is, and compares all the
answers. For each world (who began when and where) every other world that gives the same answers is sought: what is
small must differ among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.rooms.records.queries.shown_groups import MIXED, Atom, Region, calendar, groups_of, region_of
from deffinum.rooms.records.queries.small_groups import SMALLEST, Part, is_small, is_telling

EPOCH = date(1970, 1, 1)
World = tuple[Part, ...]
Question = tuple[int, int, str | None, str | None]
"""From which day to which, in which version and which place."""


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def sized(atom: Atom) -> Part:
    return Part(atom.learners, atom.learners)


def completed(atom: Atom) -> Part:
    return Part(atom.learners, atom.completed)


def answers(question: Question, region: Region) -> bool:
    """Does the question hold the whole region?"""
    since, until, version, place = question
    return (
        since <= region.first_day
        and region.last_day <= until
        and version in (None, region.version)
        and place in (None, region.place)
    )


def splits(number: int, places: int) -> Iterator[tuple[int, ...]]:
    """Every way to lay so many in so many places."""
    if places == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in splits(number - first, places - 1):
            yield (first, *rest)


def worlds_of(number: int, spots: int, *, outcomes: bool) -> Iterator[World]:
    """Every world of so many learners."""
    for laid in splits(number, spots * (2 if outcomes else 1)):
        if outcomes:
            yield tuple(Part(yes + no, yes) for yes, no in zip(laid[::2], laid[1::2], strict=True))
        else:
            yield tuple(Part(size, size) for size in laid)


SPOTS = {
    "days of one week": [("2026-03-02", "a", "x"), ("2026-03-03", "a", "x"), ("2026-03-04", "a", "x")],
    "months": [("2026-01-30", "a", "x"), ("2026-02-02", "a", "x"), ("2026-03-04", "a", "x"), ("2026-04-01", "a", "x")],
    "years and quarters": [
        ("2025-12-30", "a", "x"), ("2026-01-02", "a", "x"), ("2026-03-31", "a", "x"), ("2026-04-01", "a", "x"),
    ],
    "two days, two places": [
        ("2026-03-02", "a", "x"), ("2026-03-02", "a", "y"), ("2026-03-05", "a", "x"), ("2026-03-05", "a", "y"),
    ],
    "two months, two versions": [
        ("2026-03-02", "a", "x"), ("2026-03-02", "b", "x"), ("2026-04-05", "a", "x"), ("2026-04-05", "b", "x"),
    ],
    "versions and places": [
        ("2026-03-02", "a", "x"), ("2026-03-02", "b", "x"), ("2026-03-02", "a", "y"), ("2026-03-02", "b", "y"),
    ],
    "three places": [("2026-03-02", "a", "x"), ("2026-03-02", "a", "y"), ("2026-03-02", "a", "z")],
    "weeks of one month": [("2026-03-01", "a", "x"), ("2026-03-02", "a", "x"), ("2026-03-09", "a", "x")],
}  # fmt: skip


def atoms_of(spots: list[tuple[str, str, str]], world: World) -> list[Atom]:
    return [
        Atom(day=day(on), version=version, path="", place=place, learners=part.learners, completed=part.count)
        for (on, version, place), part in zip(spots, world, strict=True)
    ]


def questions_of(spots: list[tuple[str, str, str]]) -> list[Question]:
    """Every period between the first and the last day there is, in each version and place or in all."""
    days = sorted({day(on) for on, _version, _place in spots})
    begins = (
        {calendar(each).month_begins for each in days} | {(each + 3) // 7 * 7 - 3 for each in days} | {*days, -9_999}
    )
    over = {calendar(each).month_ends for each in days} | {(each + 3) // 7 * 7 + 3 for each in days} | {*days, 99_999}
    versions = [None, *sorted({version for _on, version, _place in spots})]
    places = [None, *sorted({place for _on, _version, place in spots})]
    return [
        (since, until, version, place)
        for since, until, version, place in product(sorted(begins), sorted(over), versions, places)
        if since <= until
    ]


def told_of(atoms: list[Atom], questions: list[Question]) -> tuple[object, ...]:
    """Everything that may be read: for each question and count the sum, and whether something is left out of it."""
    told: list[object] = []
    for counted in (sized, completed):
        groups = groups_of(atoms, counted)
        if groups is None:
            told.append(None)
            continue
        held = [(region_of(group), sum(counted(each).count for each in group)) for group in groups]
        told += [(sum(n for region, n in held if answers(q, region)), is_cut(q, held)) for q in questions]
    return tuple(told)


def is_cut(question: Question, held: list[tuple[Region, int]]) -> bool:
    since, until, version, place = question
    return any(
        region.first_day <= until
        and region.last_day >= since
        and (version is None or region.version in (version, MIXED))
        and (place is None or region.place in (place, MIXED))
        and not answers(question, region)
        for region, _number in held
    )


def counts_in(atoms: list[Atom], question: Question) -> tuple[int, int]:
    """How many learners the question is about, and how many of them have the outcome."""
    since, until, version, place = question
    inside = [
        each
        for each in atoms
        if since <= each.day <= until and version in (None, each.version) and place in (None, each.place)
    ]
    return sum(each.learners for each in inside), sum(each.completed for each in inside)


@pytest.mark.parametrize("name", SPOTS)
@pytest.mark.parametrize("outcomes", [False, True], ids=["sizes", "outcomes"])
def test_nothing_small_is_told_whatever_is_asked(name: str, *, outcomes: bool) -> None:
    spots = SPOTS[name]
    questions = questions_of(spots)
    for number in range(SMALLEST, 7 if outcomes else 11):
        alike: dict[tuple[object, ...], list[list[Atom]]] = defaultdict(list)
        for world in worlds_of(number, len(spots), outcomes=outcomes):
            atoms = atoms_of(spots, world)
            alike[told_of(atoms, questions)].append(atoms)
        for worlds in alike.values():
            assert not told_by(worlds, questions, has_outcomes=outcomes)


def told_by(worlds: list[list[Atom]], questions: list[Question], *, has_outcomes: bool) -> set[tuple[Question, int]]:
    """The small counts that are the same in all of these worlds, which give the same answers: those are known."""
    ranks = (0, 1, 2) if has_outcomes else (0,)
    known = {(question, rank): small_in(worlds[0], question)[rank] for question in questions for rank in ranks}
    known = {place: number for place, number in known.items() if is_small(number)}
    for atoms in worlds[1:]:
        known = {place: number for place, number in known.items() if small_in(atoms, place[0])[place[1]] == number}
        if not known:
            break
    return set(known)


def small_in(atoms: list[Atom], question: Question) -> tuple[int, int, int]:
    """All, those who have the outcome, and those who do not."""
    size, count = counts_in(atoms, question)
    return size, count, size - count


days = st.integers(day("2025-11-20"), day("2026-05-10"))
atoms = st.builds(
    Atom, day=days, version=st.sampled_from("ab"), path=st.sampled_from("pq"), place=st.sampled_from("xyz"),
    learners=st.integers(1, 9), completed=st.integers(0, 1),
)  # fmt: skip


@given(atoms=st.lists(atoms, min_size=1, max_size=12), counted=st.sampled_from([sized, completed]))
def test_groups_share_out_everybody_and_none_is_telling(atoms: list[Atom], counted: object) -> None:
    groups = groups_of(atoms, counted)  # type: ignore[arg-type]
    if groups is None:
        total = Part(sum(each.learners for each in atoms), sum(counted(each).count for each in atoms))  # type: ignore[operator]
        assert is_telling(total)
        return
    assert sorted(id(each) for group in groups for each in group) == sorted(map(id, atoms))
    for group in groups:
        parts = [counted(each) for each in group]  # type: ignore[operator]
        assert not is_telling(Part(sum(each.learners for each in parts), sum(each.count for each in parts)))
        region = region_of(group)
        assert all(region.first_day <= each.day <= region.last_day for each in group)
        assert all(region.place in (each.place, MIXED) for each in group)


def test_months_of_enough_learners_stand_alone_and_small_ones_join_their_neighbours() -> None:
    said = [("2026-01-12", 6), ("2026-02-03", 2), ("2026-03-09", 7), ("2026-03-20", 8), ("2026-04-01", 3)]
    found = groups_of([Atom(day(on), "a", "p", "x", learners=number) for on, number in said], sized)
    assert found is not None
    assert [(region_of(each)[:2], sum(atom.learners for atom in each)) for each in found] == [
        ((day("2026-01-12"), day("2026-01-12")), 6),
        ((day("2026-02-01"), day("2026-03-31")), 9),
        ((day("2026-03-01"), day("2026-04-30")), 11),
    ]


def test_a_group_of_several_days_says_its_week_or_its_months() -> None:
    def region(*on: str) -> tuple[int, int]:
        return region_of([Atom(day(each), "a", "p", "x", learners=3) for each in on])[:2]

    assert region("2026-03-03", "2026-03-05") == (day("2026-03-02"), day("2026-03-08"))
    assert region("2026-03-30", "2026-03-31") == (day("2026-03-30"), day("2026-03-31"))
    assert region("2026-03-31", "2026-04-01") == (day("2026-03-01"), day("2026-04-30"))
    assert region("2026-03-03", "2026-03-12") == (day("2026-03-01"), day("2026-03-31"))
    assert region("2026-12-03") == (day("2026-12-03"), day("2026-12-03"))
