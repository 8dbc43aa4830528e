"""No path skips a gate (PRODUCT rule 3)."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.rooms.selection.lifecycle import EXAMINATION, REVIEW
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import JURY_STATES
from deffinum.rooms.selection.words import AssignmentState
from deffinum.rooms.selection.words import ExaminationState as E

GATES = (E.RECEIVED, E.COMPLETE, E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""
AGAIN = {E.INCOMPLETE: E.RECEIVED, E.INELIGIBLE: E.COMPLETE}
"""Where an appeal that is right takes a file up again."""
MOVES = st.lists(st.sampled_from([each.name for each in EXAMINATION.moves]), max_size=40)


def walk(names: list[str]) -> list[str]:
    """The states that a file passes when these moves are tried one after the other."""
    examination = Examination(state=E.RECEIVED)
    passed = [str(E.RECEIVED)]
    for name in names:
        if EXAMINATION.verdict(examination, name):
            examination.state = EXAMINATION.named(name).target
            passed.append(str(examination.state))
    return passed


@CALM
@given(MOVES)
def test_every_gate_is_passed_in_order(names: list[str]) -> None:
    passed = walk(names)
    for gate, before in zip(GATES[1:], GATES, strict=False):
        if gate in passed:
            assert before in passed[: passed.index(gate)]


@CALM
@given(MOVES)
def test_an_incomplete_or_ineligible_file_only_goes_back_to_the_gate_that_closed_it(names: list[str]) -> None:
    passed = walk(names)
    for state, after in pairwise(passed):
        assert state != E.WITHDRAWN, "nothing follows"
        if state in AGAIN:
            assert after == AGAIN[state], "never scored nor decided"


def test_only_a_project_of_public_record_enters_with_its_decision() -> None:
    assert not EXAMINATION.verdict(Examination(state=E.RECEIVED), "record_history")
    assert EXAMINATION.verdict(Examination(state=E.RECEIVED, is_historical=True), "record_history")


def test_every_state_has_its_words_in_both_languages() -> None:
    assert set(EXAMINATION.labels) == set(E)
    assert set(REVIEW.labels) == set(AssignmentState)
    assert all(each.en and each.fr for each in [*EXAMINATION.labels.values(), *REVIEW.labels.values()])


def test_adverse_moves_need_a_reason() -> None:
    needing = {each.name for each in EXAMINATION.moves if each.needs_reason}
    assert needing >= {"declare_incomplete", "declare_ineligible", "decide_again"}
    assert needing >= {"reopen_completeness", "reopen_eligibility"}


def test_policies_and_lifecycle_agree_on_the_states_of_the_jury() -> None:
    assert E.RECEIVED not in JURY_STATES
    assert E.INCOMPLETE not in JURY_STATES
