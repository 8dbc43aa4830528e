"""Statements of an attempt: those of the xAPI SCORM Profile, once each, however the commits come."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.scorm.model import DataModel
from deffinum.foundation.scorm.responses import xapi_pattern, xapi_response
from deffinum.foundation.scorm.scorm12 import SCORM_12
from deffinum.foundation.scorm.scorm2004 import INTERACTION_TYPES, SCORM_2004_4
from deffinum.foundation.scorm.statements import (
    Frame,
    Thing,
    statement_of_ending,
    statement_of_opening,
    statements_of_commit,
)
from deffinum.foundation.scorm.states import attempt_state
from deffinum.foundation.xapi.checking import check_statements
from tests.factories.people import NOW
from tests.factories.records import HOME, learner
from tests.foundation.scorm.test_checking import GOLF_12, GOLF_2004

ATTEMPT = UUID("7f9c4a52-1111-4111-8111-000000000001")


def frame(model: DataModel, *, sequence: int = 1, session: int = 1) -> Frame:
    return Frame(
        actor=learner(),
        registration=UUID("7f9c4a52-1111-4111-8111-000000000002"),
        course=Thing(f"{HOME}/cours", {"fr": "Golf"}),
        sco=Thing(f"{HOME}/cours/sco-1", {"fr": "Jouer"}),
        attempt_id=ATTEMPT,
        session=session,
        sequence=sequence,
        model=model,
    )


def told(statements: list[dict[str, Any]]) -> list[str]:
    """Verb and end of the object's address, in order."""
    return [
        f"{each['verb']['id'].rpartition('/')[2]} {each['object']['id'].removeprefix(f'{HOME}/cours/')}"
        for each in statements
    ]


def check(statements: list[dict[str, Any]]) -> None:
    for second in (False, True):
        check_statements(copy.deepcopy(statements), second=second)


def test_an_attempt_of_scorm_12_leaves_the_statements_of_the_profile() -> None:
    written = statements_of_commit(frame(SCORM_12), {}, GOLF_12, now=NOW)
    assert told(written) == [
        "responded sco-1/interactions/com.scorm.golf_q1",
        "failed sco-1/objectives/obj_playing",
        "scored sco-1",
        "completed sco-1",
        "passed sco-1",
    ]
    answer, objective, scored, _completed, passed = written
    assert answer["result"] == {"response": "b", "success": False, "duration": "PT5.00S"}
    assert answer["object"]["definition"]["correctResponsesPattern"] == ["a"]
    assert answer["context"]["contextActivities"]["parent"][0]["id"] == f"{HOME}/cours/sco-1"
    assert objective["result"] == {"success": False}
    assert scored["result"] == {"score": {"scaled": 0.8, "raw": 80.0, "min": 0.0, "max": 100.0}}
    assert passed["result"]["success"] is True
    assert passed["result"]["score"]["scaled"] == 0.8
    groups = passed["context"]["contextActivities"]
    assert [each["definition"]["type"].rpartition("/")[2] for each in groups["grouping"]] == ["course", "attempt"]
    assert groups["category"][0]["id"] == "https://w3id.org/xapi/scorm"
    check(written)


def test_an_attempt_of_scorm_2004_leaves_the_statements_of_the_profile() -> None:
    written = statements_of_commit(frame(SCORM_2004_4), {}, GOLF_2004, now=NOW)
    assert told(written) == [
        "responded sco-1/interactions/urn%3Agolf%3Aq1",
        "failed sco-1/objectives/obj_playing",
        "scored sco-1",
        "progressed sco-1",
        "completed sco-1",
        "passed sco-1",
    ]
    check(written)


def test_a_session_opens_and_ends_with_the_whole_result() -> None:
    opened = statement_of_opening(frame(SCORM_12), resumed=False, now=NOW)
    resumed = statement_of_opening(frame(SCORM_12, session=2), resumed=True, now=NOW)
    ended = statement_of_ending(frame(SCORM_12), GOLF_12, now=NOW)
    left = statement_of_ending(frame(SCORM_12, session=2), {**GOLF_12, "cmi.core.exit": ""}, now=NOW)
    assert told([opened, resumed, ended, left]) == [
        "initialized sco-1", "resumed sco-1", "suspended sco-1", "terminated sco-1",
    ]  # fmt: skip
    assert ended["result"] == {
        "success": True,
        "completion": True,
        "score": {"scaled": 0.8, "raw": 80.0, "min": 0.0, "max": 100.0},
        "duration": "PT750.50S",
    }
    assert len({each["id"] for each in (opened, resumed, ended, left)}) == 4
    check([opened, resumed, ended, left])


def test_a_commit_sent_again_has_the_same_ids_and_after_it_nothing_is_new() -> None:
    first = statements_of_commit(frame(SCORM_12), {}, GOLF_12, now=NOW)
    again = statements_of_commit(frame(SCORM_12), {}, GOLF_12, now=NOW + timedelta(minutes=1))
    assert [each["id"] for each in first] == [each["id"] for each in again]
    assert statements_of_commit(frame(SCORM_12, sequence=2), GOLF_12, GOLF_12, now=NOW) == []


def test_a_status_that_comes_back_is_a_new_fact() -> None:
    steps = [{"cmi.success_status": each} for each in ("passed", "failed", "passed")]
    written, before = [], {}
    for place, after in enumerate(steps, start=1):
        written += statements_of_commit(frame(SCORM_2004_4, sequence=place), before, after, now=NOW)
        before = after
    assert told(written) == ["passed sco-1", "failed sco-1", "passed sco-1"]
    assert len({each["id"] for each in written}) == 3


PIECES = [
    {name: value for name, value in GOLF_2004.items() if name.startswith(start)}
    for start in ("cmi.interactions.0", "cmi.objectives.0", "cmi.s", "cmi.completion", "cmi.progress", "cmi.location")
]


@given(st.permutations(PIECES), st.lists(st.booleans(), min_size=len(PIECES), max_size=len(PIECES)))
def test_however_the_values_are_split_in_commits_the_same_is_written(
    pieces: list[dict[str, str]], breaks: list[bool]
) -> None:
    kept: dict[str, str] = {}
    sent, written, sequence = dict[str, str](), list[dict[str, Any]](), 0
    for piece, ends_here in zip(pieces, breaks, strict=True):
        sent |= piece
        if ends_here:
            sequence += 1
            written += statements_of_commit(frame(SCORM_2004_4, sequence=sequence), kept, {**kept, **sent}, now=NOW)
            kept |= sent
            sent = {}
    written += statements_of_commit(frame(SCORM_2004_4, sequence=sequence + 1), kept, {**kept, **sent}, now=NOW)
    whole = statements_of_commit(frame(SCORM_2004_4), {}, {**kept, **sent}, now=NOW)
    assert sorted(map(_said, written)) == sorted(map(_said, whole))
    assert len({each["id"] for each in written}) == len(written)


def _said(statement: dict[str, Any]) -> str:
    return repr({name: value for name, value in statement.items() if name != "id"})


numbers = st.decimals(min_value=-100, max_value=100, places=3, allow_nan=False).map(str)
answers = st.fixed_dictionaries(
    {
        "cmi.interactions.0.id": st.text("abé é/?#", min_size=1, max_size=8),
        "cmi.interactions.0.type": st.sampled_from(INTERACTION_TYPES),
    },
    optional={
        "cmi.interactions.0.learner_response": st.text(max_size=20),
        "cmi.interactions.0.correct_responses.0.pattern": st.text(max_size=20),
        "cmi.interactions.0.result": st.one_of(st.sampled_from(["correct", "neutral"]), numbers),
        "cmi.interactions.0.description": st.sampled_from(["Quoi ?", "{lang=fr}Quoi ?", "{lang=x}?", "{lang=}?"]),
        "cmi.interactions.0.timestamp": st.sampled_from(["2026", "2020-01-01T10:00:00+02:00", "2038-01-01T00Z"]),
        "cmi.score.raw": numbers,
        "cmi.score.min": numbers,
        "cmi.score.max": numbers,
        "cmi.success_status": st.sampled_from(["passed", "failed", "unknown"]),
        "cmi.exit": st.sampled_from(["", "suspend"]),
        "cmi.session_time": st.just("P1DT3.5S"),
    },
)


@given(answers)
def test_every_statement_is_valid_in_both_versions(values: dict[str, str]) -> None:
    here = frame(SCORM_2004_4)
    check([*statements_of_commit(here, {}, values, now=NOW), statement_of_ending(here, values, now=NOW)])


@pytest.mark.parametrize(
    ("kind", "response", "said"),
    [
        ("true-false", "t", "true"),
        ("true-false", "0", "false"),
        ("choice", "{a,c}", "a[,]c"),
        ("choice", "b", "b"),
        ("sequencing", "c,a,b", "c[,]a[,]b"),
        ("matching", "{1.c,2.b}", "1[.]c[,]2[.]b"),
        ("performance", "serrer", "[.]serrer"),
        ("fill-in", "maillet", "maillet"),
    ],
)
def test_responses_of_scorm_12_are_said_as_xapi_does(kind: str, response: str, said: str) -> None:
    assert xapi_response(kind, response, is_2004=False) == said
    assert xapi_pattern(kind, response, is_2004=False) == said


def test_a_right_number_of_scorm_12_is_a_range() -> None:
    assert xapi_pattern("numeric", "4", is_2004=False) == "4[:]4"
    assert xapi_response("numeric", "4", is_2004=False) == "4"


def test_a_moment_ahead_of_the_clock_is_not_believed() -> None:
    values = {
        "cmi.interactions.0.id": "q",
        "cmi.interactions.0.type": "other",
        "cmi.interactions.0.learner_response": "x",
        "cmi.interactions.0.timestamp": "2038-01-01T00:00:00Z",
    }
    (written,) = statements_of_commit(frame(SCORM_2004_4), {}, values, now=NOW)
    assert written["timestamp"] == NOW.isoformat().replace("+00:00", "Z")


def test_the_attempt_state_holds_what_the_profile_names() -> None:
    values = {
        "cmi.core.credit": "credit",
        "cmi.core.lesson_location": "3",
        "cmi.core.total_time": "0001:00:00.00",
        "cmi.student_preference.audio": "-1",
        "cmi.student_preference.text": "1",
        "cmi.suspend_data": "page=3",
    }
    assert attempt_state(SCORM_12, values) == {
        "credit": "credit",
        "location": "3",
        "total_time": "PT3600.00S",
        "preferences": {"audio_captioning": 1},
    }
