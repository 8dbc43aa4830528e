"""A registration's state machine: moveOn, nested blocks, and the order of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.cmi5.progress import (
    GRACE,
    ForbiddenStatement,
    LaunchMode,
    MoveOn,
    SessionProgress,
    UnitProgress,
    satisfied_blocks,
    take_statement,
)
from deffinum.foundation.cmi5.vocabulary import COMPLETED, FAILED, INITIALIZED, OF_A_UNIT, PASSED, TERMINATED
from tests.factories.people import NOW

progress = st.builds(UnitProgress, completed=st.booleans(), passed=st.booleans(), waived=st.booleans())


@given(progress)
def test_move_on_values_agree_with_each_other(unit: UnitProgress) -> None:
    met = {each: unit.meets(each) for each in MoveOn}
    assert met[MoveOn.NOT_APPLICABLE]
    assert met[MoveOn.COMPLETED_AND_PASSED] == (met[MoveOn.COMPLETED] and met[MoveOn.PASSED])
    assert met[MoveOn.COMPLETED_OR_PASSED] == (met[MoveOn.COMPLETED] or met[MoveOn.PASSED])
    if unit.waived:
        assert all(met.values())
    else:
        assert (met[MoveOn.COMPLETED], met[MoveOn.PASSED]) == (unit.completed, unit.passed)


@dataclass
class Tree:
    """A block: its parts are numbers of units or blocks."""

    parts: list[Tree | None]


trees = st.recursive(st.none(), lambda inner: st.builds(Tree, st.lists(inner, min_size=1, max_size=4)), max_leaves=25)


@given(st.lists(trees, min_size=1, max_size=4), st.data())
def test_a_block_is_satisfied_when_all_that_it_holds_is(parts: list[Tree | None], data: st.DataObject) -> None:
    paths: dict[int, tuple[int, ...]] = {}
    blocks: dict[int, Tree] = {}

    def number(parts: list[Tree | None], path: tuple[int, ...]) -> None:
        for each in parts:
            if each is None:
                paths[len(paths)] = path
            else:
                place = len(blocks)
                blocks[place] = each
                number(each.parts, (*path, place))

    number(parts, ())
    met = data.draw(st.sets(st.sampled_from(sorted(paths)))) if paths else set()
    found = satisfied_blocks(paths, met)

    def holds(place: int) -> bool:  # straight from the sentence of the standard
        return all(unit in met for unit, path in paths.items() if place in path)

    assert found == {place for place in blocks if holds(place)}
    assert satisfied_blocks(paths, set(paths)) == set(blocks)
    assert found <= satisfied_blocks(paths, met | set(list(paths)[:1]))


def run(
    *verbs: str | tuple[str, bool], mode: LaunchMode = LaunchMode.NORMAL, unit: UnitProgress | None = None
) -> tuple[SessionProgress, UnitProgress]:
    """Send verbs a second apart; `(verb, False)` is a statement that cmi5 only allows."""
    session, unit = SessionProgress(mode=mode), unit or UnitProgress()
    for second, each in enumerate(verbs):
        verb, defined = each if isinstance(each, tuple) else (each, True)
        instant = NOW + timedelta(seconds=second)
        session, unit = take_statement(session, unit, verb=verb, defined=defined, said=instant, now=instant)
    return session, unit


ALLOWED = ("http://adlnet.gov/expapi/verbs/experienced", False)


def test_a_whole_session_is_taken() -> None:
    session, unit = run(INITIALIZED, ALLOWED, (PASSED, False), COMPLETED, PASSED, ALLOWED, TERMINATED)
    assert unit == UnitProgress(completed=True, passed=True)
    assert session.ended is not None
    assert not session.is_over(now=session.ended)
    assert session.is_over(now=session.ended + GRACE)


FORBIDDEN = {
    "completed first": ([COMPLETED], {}),
    "an allowed one first": ([ALLOWED], {}),
    "initialized without the category first": ([(INITIALIZED, False)], {}),
    "initialized twice": ([INITIALIZED, INITIALIZED], {}),
    "completed twice": ([INITIALIZED, COMPLETED, COMPLETED], {}),
    "passed twice": ([INITIALIZED, PASSED, PASSED], {}),
    "failed twice": ([INITIALIZED, FAILED, FAILED], {}),
    "passed and failed": ([INITIALIZED, PASSED, FAILED], {}),
    "failed and passed": ([INITIALIZED, FAILED, PASSED], {}),
    "terminated twice": ([INITIALIZED, TERMINATED, TERMINATED], {}),
    "an allowed one after the end": ([INITIALIZED, TERMINATED, ALLOWED], {}),
    "completed in another session": ([INITIALIZED, COMPLETED], {"unit": UnitProgress(completed=True)}),
    "passed in another session": ([INITIALIZED, PASSED], {"unit": UnitProgress(passed=True)}),
    "failed after passed": ([INITIALIZED, FAILED], {"unit": UnitProgress(passed=True)}),
    **{
        f"{verb.rpartition('/')[2]} in {mode.value}": ([INITIALIZED, verb], {"mode": mode})
        for verb in (COMPLETED, PASSED, FAILED)
        for mode in (LaunchMode.BROWSE, LaunchMode.REVIEW)
    },
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_each_forbidden_sequence_is_refused_at_its_last_step(case: str) -> None:
    verbs, words = FORBIDDEN[case]
    run(*verbs[:-1], **words)
    with pytest.raises(ForbiddenStatement):
        run(*verbs, **words)


def test_the_order_is_that_of_the_timestamps() -> None:
    session, unit = run(INITIALIZED, ALLOWED, TERMINATED)
    late = NOW + timedelta(seconds=1)
    _session, unit = take_statement(session, unit, verb=COMPLETED, defined=True, said=late, now=NOW + GRACE)
    assert unit.completed
    for said, now in ((NOW + timedelta(seconds=5), NOW + GRACE), (late, NOW + 2 * GRACE), (NOW - GRACE, NOW)):
        with pytest.raises(ForbiddenStatement):
            take_statement(session, UnitProgress(), verb=COMPLETED, defined=True, said=said, now=now)
    running, unit = run(INITIALIZED, ALLOWED)
    with pytest.raises(ForbiddenStatement):
        take_statement(running, unit, verb=TERMINATED, defined=True, said=NOW, now=NOW)


def test_an_abandoned_session_takes_nothing() -> None:
    with pytest.raises(ForbiddenStatement):
        take_statement(
            SessionProgress(abandoned=True), UnitProgress(), verb=INITIALIZED, defined=True, said=NOW, now=NOW
        )


@given(st.lists(st.sampled_from(sorted(OF_A_UNIT)), max_size=8), st.sampled_from(LaunchMode))
def test_whatever_is_sent_what_is_kept_follows_the_rules(verbs: list[str], mode: LaunchMode) -> None:
    session, unit, kept = SessionProgress(mode=mode), UnitProgress(), []
    for second, verb in enumerate(verbs):
        instant = NOW + timedelta(milliseconds=second)
        try:
            session, unit = take_statement(session, unit, verb=verb, defined=True, said=instant, now=instant)
        except ForbiddenStatement:
            continue
        kept.append(verb)
    assert len(set(kept)) == len(kept)
    assert kept[:1] in ([], [INITIALIZED])
    assert TERMINATED not in kept[:-1]
    assert not {PASSED, FAILED} <= set(kept)
    assert (unit.completed, unit.passed) == (COMPLETED in kept, PASSED in kept)
    if mode != LaunchMode.NORMAL:
        assert set(kept) <= {INITIALIZED, TERMINATED}
