"""What an H5P content says becomes a statement of its learner, and of nothing and nobody else."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.h5p.statements import Event, Frame, NotTaken, statement_of, statements_of_whole
from deffinum.foundation.xapi.checking import check_statements

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CONTENT = "https://exemple.invalid/ressources/versions/1"
VERBS = "http://adlnet.gov/expapi/verbs/"
FRAME = Frame(
    actor={"account": {"homePage": "https://exemple.invalid", "name": "opaque"}},
    registration=UUID(int=7),
    content=CONTENT,
    part=lambda part: f"{CONTENT}/activites/{part}",
    title="Poser une échelle",
    language="fr",
    libraries=frozenset({"H5P.TrueFalse-1.6"}),
    opening=1,
)
SAID: dict[str, Any] = {
    "actor": {"name": "Quelqu’un d’autre", "mbox": "mailto:autre@exemple.invalid"},
    "verb": {"id": f"{VERBS}answered", "display": {"en-US": "<b>answered</b>"}},
    "object": {
        "id": CONTENT,
        "objectType": "Activity",
        "definition": {
            "extensions": {"http://h5p.org/x-api/h5p-local-content-id": "deffinum"},
            "name": {"en-US": "Un autre titre"},
            "description": {"en-US": "L’échelle est-elle stable ?\n"},
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "interactionType": "true-false",
            "correctResponsesPattern": ["false"],
        },
    },
    "context": {"contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.TrueFalse-1.6"}]}},
    "result": {
        "score": {"min": 0, "max": 1, "raw": 1, "scaled": 1},
        "completion": True,
        "success": True,
        "duration": "PT4.02S",
        "response": "false",
    },
}


def said(**changes: Any) -> dict[str, Any]:
    """The answer with other top-level values."""
    return {**copy.deepcopy(SAID), **changes}


def of_part(part: Any, **changes: Any) -> dict[str, Any]:
    """An event of a part of the content."""
    told = said(**changes)
    told["object"]["id"] = f"{CONTENT}?subContentId={part}"
    told["object"]["definition"]["extensions"]["http://h5p.org/x-api/h5p-subContentId"] = part
    return told


def statement(told: dict[str, Any], rank: int = 1) -> dict[str, Any]:
    """As it would be stored."""
    return statement_of(FRAME, Event(rank, told), now=NOW)


def test_an_answer_says_what_was_answered_by_whom_the_platform_knows() -> None:
    found = statement(SAID)
    assert found["actor"] == FRAME.actor
    assert found["verb"]["display"] == {"fr": "a répondu à", "en": "answered"}
    assert found["object"] == {
        "objectType": "Activity",
        "id": CONTENT,
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "name": {"fr": "Poser une échelle"},
            "description": {"fr": "L’échelle est-elle stable ?"},
            "interactionType": "true-false",
            "correctResponsesPattern": ["false"],
        },
    }
    assert found["context"] == {
        "registration": str(FRAME.registration),
        "contextActivities": {
            "category": [{"objectType": "Activity", "id": "http://h5p.org/libraries/H5P.TrueFalse-1.6"}]
        },
    }
    assert found["result"] == SAID["result"]


def test_the_same_event_has_the_same_id_and_no_other_has_it() -> None:
    assert statement(SAID)["id"] == statement(said(result={}))["id"]
    assert statement(SAID)["id"] != statement(SAID, rank=2)["id"]


def test_a_part_stands_under_the_content_and_names_what_is_above_it() -> None:
    found = statement(of_part("a-1"))
    assert found["object"]["id"] == f"{CONTENT}/activites/a-1"
    assert found["object"]["definition"]["name"] == {"fr": "Un autre titre"}
    assert [each["id"] for each in found["context"]["contextActivities"]["parent"]] == [CONTENT]
    above = {"contextActivities": {"parent": [{"id": f"{CONTENT}?subContentId=b-2"}]}}
    groups = statement(of_part("a-1", context=above))["context"]["contextActivities"]
    assert [each["id"] for each in groups["parent"]] == [f"{CONTENT}/activites/b-2"]
    assert [each["id"] for each in groups["grouping"]] == [CONTENT]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"verb": "answered"},
        said(verb={"id": f"{VERBS}voided"}),
        said(verb={"id": "https://exemple.invalid/verbes/certifie"}),
        said(object={"id": "https://exemple.invalid/ressources/versions/2"}),
        said(object={"id": f"{CONTENT}?subContentId=a"}),
        said(object=[]),
        of_part("../2"),
        of_part(3),
        of_part("a" * 65),
    ],
)
def test_what_no_content_has_to_say_is_not_taken(told: dict[str, Any]) -> None:
    with pytest.raises(NotTaken):
        statement(told)


def test_what_is_misshapen_is_left_out_and_the_rest_is_told() -> None:
    told = said(
        result={
            "score": {"min": 5, "max": 5, "raw": 4, "scaled": 3},
            "completion": "oui",
            "success": None,
            "duration": "hier",
            "response": ["false"],
            "extensions": {"https://exemple.invalid": 1},
        },
        context={"contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.Autre-1.0"}]}, "team": {}},
        attachments=[{"usageType": "https://exemple.invalid"}],
        authority={"mbox": "mailto:autre@exemple.invalid"},
    )
    told["object"]["definition"]["interactionType"] = "certificat"
    found = statement(told)
    assert found["result"] == {"score": {"raw": 4}}
    assert found["context"] == {"registration": str(FRAME.registration)}
    assert found["object"]["definition"]["type"] == "http://adlnet.gov/expapi/activities/course"
    assert not {"attachments", "authority"} & found.keys()


def test_a_choice_keeps_its_lists_and_no_others() -> None:
    told = said()
    told["object"]["definition"] |= {
        "interactionType": "choice",
        "correctResponsesPattern": ["0[,]1"],
        "choices": [{"id": "0", "description": {"en-US": "Plan"}}, {"id": "1", "description": {"en-US": ""}}],
        "steps": [{"id": "x"}],
    }
    found = statement(told)["object"]["definition"]
    assert found["choices"] == [{"id": "0", "description": {"fr": "Plan"}}, {"id": "1"}]
    assert "steps" not in found
    told["object"]["definition"]["choices"] *= 2
    assert "choices" not in statement(told)["object"]["definition"]


def test_what_is_too_long_is_cut_and_no_text_holds_what_no_database_keeps() -> None:
    told = of_part("a", result={"response": "a\0" * 20_000})
    told["object"]["definition"]["name"] = {"en-US": "n" * 1_000}
    found = statement(told)
    assert found["result"]["response"] == "a" * 10_000
    assert len(found["object"]["definition"]["name"]["fr"]) == 200


def test_a_content_in_no_language_says_so() -> None:
    frame = replace(FRAME, language="pas une langue")
    found = statement_of(frame, Event(1, SAID), now=NOW)
    assert found["object"]["definition"]["name"] == {"und": "Poser une échelle"}


def test_the_answer_to_the_whole_ends_it_once() -> None:
    whole = [statements_of_whole(FRAME, statement(SAID, rank=rank), now=NOW) for rank in (1, 2)]
    assert [each["verb"]["id"] for each in whole[0]] == [f"{VERBS}completed", f"{VERBS}passed"]
    assert [each["id"] for each in whole[0]] == [each["id"] for each in whole[1]]
    check_statements(whole[0], second=False)
    wrong = statements_of_whole(FRAME, statement(said(result={"success": False})), now=NOW)
    assert [each["verb"]["id"] for each in wrong] == [f"{VERBS}completed"]
    assert statements_of_whole(FRAME, statement(of_part("a")), now=NOW) == []
    assert statements_of_whole(FRAME, statement(said(verb={"id": f"{VERBS}interacted"})), now=NOW) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(result=JSON, definition=JSON, context=JSON, raw=JSON, patterns=JSON)
def test_whatever_a_content_says_what_is_taken_is_a_statement(
    result: Any, definition: Any, context: Any, raw: Any, patterns: Any
) -> None:
    shaped = {"interactionType": "choice", "correctResponsesPattern": patterns, "choices": patterns, "name": raw}
    for told in (
        said(result=result, object={"id": CONTENT, "definition": definition}, context=context),
        said(result={"score": {"raw": raw, "max": result}}, object={"id": CONTENT, "definition": shaped}),
    ):
        found = statement(told)
        assert (found["actor"], found["object"]["id"]) == (FRAME.actor, CONTENT)
        check_statements([found], second=False)
