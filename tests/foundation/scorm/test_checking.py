"""A content's commit is checked element by element: a lying client is refused by name, and the rest is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.scorm.checking import check_commit
from deffinum.foundation.scorm.model import Access, DataModel, pattern_of
from deffinum.foundation.scorm.scorm12 import SCORM_12
from deffinum.foundation.scorm.scorm2004 import SCORM_2004_3, SCORM_2004_4

GOLF_12 = {
    "cmi.core.lesson_location": "3",
    "cmi.core.lesson_status": "passed",
    "cmi.core.score.raw": "80",
    "cmi.core.score.max": "100",
    "cmi.core.score.min": "0",
    "cmi.core.exit": "suspend",
    "cmi.core.session_time": "0000:12:30.50",
    "cmi.interactions.0.id": "com.scorm.golf_q1",
    "cmi.interactions.0.type": "choice",
    "cmi.interactions.0.correct_responses.0.pattern": "a",
    "cmi.interactions.0.student_response": "b",
    "cmi.interactions.0.result": "wrong",
    "cmi.interactions.0.latency": "00:00:05",
    "cmi.interactions.0.objectives.0.id": "obj_playing",
    "cmi.objectives.0.id": "obj_playing",
    "cmi.objectives.0.status": "failed",
}
GOLF_2004 = {
    "cmi.location": "3",
    "cmi.completion_status": "completed",
    "cmi.success_status": "passed",
    "cmi.score.scaled": "0.8",
    "cmi.exit": "suspend",
    "cmi.session_time": "PT12M30.5S",
    "cmi.progress_measure": "1",
    "cmi.objectives.0.id": "obj_playing",
    "cmi.objectives.0.success_status": "failed",
    "cmi.interactions.0.id": "urn:golf:q1",
    "cmi.interactions.0.type": "choice",
    "cmi.interactions.0.timestamp": "2026-11-22T09:30:00+01:00",
    "cmi.interactions.0.correct_responses.0.pattern": "Alphabet[,]Birdie",
    "cmi.interactions.0.learner_response": "Birdie",
    "cmi.interactions.0.result": "incorrect",
    "adl.nav.request": "continue",
}


@pytest.mark.parametrize(
    ("model", "values"), [(SCORM_12, GOLF_12), (SCORM_2004_3, GOLF_2004), (SCORM_2004_4, GOLF_2004)]
)
def test_what_real_content_commits_is_kept_whole(model: DataModel, values: dict[str, str]) -> None:
    checked = check_commit(model, values)
    assert checked.problems == ()
    assert checked.accepted == values


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        (SCORM_12, "cmi.core.lesson_status", "Passed"),
        (SCORM_12, "cmi.core.score.raw", "101"),
        (SCORM_12, "cmi.core.score.raw", "1e1"),
        (SCORM_12, "cmi.core.score.raw", "NaN"),
        (SCORM_12, "cmi.core.session_time", "PT5M"),
        (SCORM_12, "cmi.core.student_name", "Quelqu’un d’autre"),
        (SCORM_12, "cmi.core.credit", "no-credit"),
        (SCORM_12, "cmi.suspend_data", "x" * 4_097),
        (SCORM_12, "cmi.comments", "\x00"),
        (SCORM_12, "cmi.completion_status", "completed"),
        (SCORM_12, "cmi.objectives.1.status", "passed"),
        (SCORM_12, "cmi.interactions.2500.id", "q"),
        (SCORM_12, "cmi.interactions.00.id", "q"),
        (SCORM_12, "__proto__.lesson_status", "passed"),
        (SCORM_2004_4, "cmi.score.scaled", "1.01"),
        (SCORM_2004_4, "cmi.progress_measure", "-0.1"),
        (SCORM_2004_4, "cmi.completion_status", "passed"),
        (SCORM_2004_4, "cmi.scaled_passing_score", "0.1"),
        (SCORM_2004_4, "cmi.session_time", "00:05:00"),
        (SCORM_2004_4, "cmi.learner_preference.language", "français de France"),
        (SCORM_2004_4, "cmi.objectives.0.success_status", "passed"),
        (SCORM_2004_4, "cmi.interactions.0.type", "choice"),
        (SCORM_2004_4, "adl.nav.request", "{target=a}leap"),
        (SCORM_2004_3, "adl.nav.request", "{target=a}jump"),
        (SCORM_2004_3, "adl.data.0.store", "x"),
    ],
)
def test_a_lie_is_refused_by_its_name_and_the_rest_is_kept(model: DataModel, name: str, value: str) -> None:
    honest = {"cmi.suspend_data": "page=3"} if name != "cmi.suspend_data" else {"cmi.comments": "Bien"}
    checked = check_commit(model, {**honest, name: value})
    assert [each.element for each in checked.problems] == [name]
    assert all(each.sentence.endswith(".") for each in checked.problems)
    assert checked.accepted == honest


@pytest.mark.parametrize("value", [None, 3, 0.5, True, ["passed"], {"raw": "3"}])
def test_a_value_that_is_no_text_is_refused(value: Any) -> None:
    checked = check_commit(SCORM_12, {"cmi.core.lesson_status": value})
    assert [each.element for each in checked.problems] == ["cmi.core.lesson_status"]


def test_what_the_platform_said_may_be_said_again() -> None:
    before = {"cmi.core.student_name": "Apprenant", "cmi.core.credit": "credit"}
    checked = check_commit(SCORM_12, {**before, "cmi.core._children": "x", "cmi.objectives._count": "0"}, before=before)
    assert (checked.accepted, checked.problems) == ({}, ())


def test_an_empty_value_says_that_an_element_was_never_set() -> None:
    checked = check_commit(SCORM_2004_4, {"cmi.score.scaled": "", "cmi.success_status": "", "cmi.location": ""})
    assert (checked.accepted, checked.problems) == ({}, ())
    emptied = check_commit(SCORM_2004_4, {"cmi.location": "", "cmi.score.scaled": ""}, before={"cmi.location": "3"})
    assert emptied.accepted == {"cmi.location": ""}


def test_a_list_goes_on_where_it_was() -> None:
    before = {"cmi.objectives.0.id": "a"}
    assert check_commit(SCORM_12, {"cmi.objectives.1.id": "b"}, before=before).problems == ()
    assert check_commit(SCORM_12, {"cmi.objectives.2.id": "c"}, before=before).accepted == {}


def test_what_rests_on_a_refused_element_falls_with_it() -> None:
    values = {
        "cmi.objectives.0.id": "\x01",
        "cmi.objectives.0.success_status": "passed",
        "cmi.objectives.1.id": "b",
        "cmi.objectives.1.success_status": "failed",
    }
    checked = check_commit(SCORM_2004_4, values)
    assert {each.element for each in checked.problems} == values.keys()
    assert checked.accepted == {}


def test_the_second_objective_of_an_id_is_refused() -> None:
    values = {"cmi.objectives.0.id": "a", "cmi.objectives.1.id": "a"}
    assert [each.element for each in check_commit(SCORM_2004_4, values).problems] == ["cmi.objectives.1.id"]
    again = check_commit(SCORM_2004_4, values, before={"cmi.objectives.0.id": "a"})
    assert [each.element for each in again.problems] == ["cmi.objectives.1.id"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("true-false", "true", "yes"),
        ("choice", "a[,]b", "a[,]a"),
        ("sequencing", "a[,]b[,]a", ""),
        ("matching", "a[.]1[,]b[.]2", "a[,]b"),
        ("numeric", "-3.5", "[:]4"),
        ("likert", "likert_3", ""),
        ("performance", "pas_1[.]serrer", "serrer"),
        ("fill-in", "{lang=fr}serre-joint[,]maillet", "x" * 251),
        ("long-fill-in", "{lang=fr}Je pose le pied de l’échelle.", "x" * 4_001),
        ("other", "ce que l’on veut", "x" * 4_001),
    ],
)
def test_the_form_of_a_response_follows_the_type(kind: str, good: str, bad: str) -> None:
    def problems(response: str) -> list[str]:
        values = {
            "cmi.interactions.0.id": "q",
            "cmi.interactions.0.type": kind,
            "cmi.interactions.0.learner_response": response,
        }
        return [each.element for each in check_commit(SCORM_2004_4, values).problems]

    assert problems(good) == []
    assert problems(bad) == ([] if bad == "" else ["cmi.interactions.0.learner_response"])


NAMES = [each.replace(".n.", ".0.") for each in SCORM_2004_4.elements]


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), st.one_of(st.text(max_size=30), st.integers())
    )
)
def test_whatever_is_sent_each_element_is_kept_refused_or_empty(values: dict[str, Any]) -> None:
    checked = check_commit(SCORM_2004_4, values)
    assert not checked.accepted.keys() & {each.element for each in checked.problems}
    for name, value in checked.accepted.items():
        element = SCORM_2004_4.elements[pattern_of(name)]
        assert element.access is not Access.READ
        assert element.kind.takes(value)
    again = check_commit(SCORM_2004_4, checked.accepted)
    assert (again.accepted, again.problems) == (checked.accepted, ())
