"""The plugin's tracking document becomes valid statements, whatever its tree. Every document here is made up."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement, check_statements
from deffinum.rooms.records.queries.tracking_document import PROGRESS, TYPES, TrackedLearning, statements_of
from deffinum.rooms.records.queries.tracking_values import STATUSES, session_time
from tests.factories.records import learner

GESTURE = "https://traces.exemple.invalid/gestes/echelle"
LEARNING = TrackedLearning(
    actor=learner(),
    activity=GESTURE,
    registration="6f2f2f0e-7f0c-4c3e-9a55-0d6a3b1f8c11",
    timestamp="2026-11-20T08:00:00Z",
    home="https://traces.exemple.invalid",
)


def quiz() -> dict[str, Any]:
    """A quiz with one question of each type."""
    return {
        "id": "quiz 1",
        "type": "quiz",
        "title": "Vérifier l’appui",
        "completed": "failed",
        "timespent": 61.5,
        "nbtry": 2,
        "score": 1,
        "scoremax": 4,
        "questions": [
            {
                "id": "q1",
                "type": "unique",
                "title": "Quel angle ?",
                "completed": "passed",
                "userAnswers": ["75"],
                "timespent": 12,
                "choices": [{"id": "75", "text": "75°", "isCorrect": True}, {"id": "45", "isCorrect": False}],
            },
            {
                "id": "q2",
                "type": "multiple",
                "completed": "failed",
                "userAnswers": ["casque", "gants"],
                "choices": [
                    {"id": "casque", "isCorrect": True},
                    {"id": "gants", "isCorrect": False},
                    {"id": "gants", "isCorrect": True},
                    {"id": "harnais", "isCorrect": True},
                ],
            },
            {"id": "q3", "type": "open", "completed": "incomplete", "userAnswers": ["Sur un sol plat."]},
            {
                "id": "q4",
                "type": "order",
                "completed": "not attempted",
                "userAnswers": [],
                "choices": [{"id": "b", "correctOrder": 2}, {"id": "a", "correctOrder": 1}],
            },
        ],
    }


def document() -> dict[str, Any]:
    """A chapter with a sequence half done and a quiz; a scene nobody opened."""
    return {
        "cmi": {
            "completion_status": "incomplete",
            "progress_measure": 0.45,
            "session_time": "00:25:30",
            "score": {"raw": 75, "max": 100},
        },
        "detailed_progress": {
            "structure": [
                {
                    "id": "chapitre-1",
                    "type": "chapter",
                    "title": "Avant de monter",
                    "completed": "incomplete",
                    "progress": 0.8,
                    "level": 1,
                    "children": [
                        {
                            "id": "sequence-1",
                            "type": "sequence",
                            "title": "Choisir le sol",
                            "completed": "completed",
                            "progress": 1,
                            "timespent": 120,
                            "link": "https://traces.exemple.invalid/aide",
                        },
                        quiz(),
                    ],
                },
                {"id": "scene-1", "type": "scene", "title": "Le chantier", "completed": "not attempted"},
            ]
        },
    }


def by_object(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["object"]["id"].removeprefix(GESTURE): each for each in found}


def test_the_tree_becomes_statements_parts_first_the_whole_last() -> None:
    found = statements_of(document(), LEARNING)
    told = [(each["object"]["id"].removeprefix(GESTURE), each["verb"]["id"].rpartition("/")[2]) for each in found]
    assert told == [
        ("/chapitre-1/sequence-1", "completed"),
        ("/chapitre-1/quiz%201/q1", "answered"),
        ("/chapitre-1/quiz%201/q2", "answered"),
        ("/chapitre-1/quiz%201/q3", "answered"),
        ("/chapitre-1/quiz%201", "failed"),
        ("/chapitre-1", "progressed"),
        ("", "progressed"),
    ]
    assert {each["timestamp"] for each in found} == {"2026-11-20T08:00:00Z"}


def test_scores_times_and_progress_are_as_xapi_writes_them() -> None:
    found = by_object(statements_of(document(), LEARNING))
    assert found[""]["result"] == {
        "score": {"raw": 75, "min": 0, "max": 100, "scaled": 0.75},
        "completion": False,
        "duration": "PT0H25M30S",
        "extensions": {PROGRESS: 45},
    }
    assert found["/chapitre-1/quiz%201"]["result"] == {
        "score": {"raw": 1, "min": 0, "max": 4, "scaled": 0.25},
        "success": False,
        "completion": False,
        "duration": "PT61.50S",
        "extensions": {"https://traces.exemple.invalid/xapi/extensions/essais": 2},
    }
    assert found["/chapitre-1"]["result"]["extensions"] == {PROGRESS: 80}


def test_a_progress_above_one_tells_that_the_document_counts_in_hundredths() -> None:
    told = document()
    chapter = told["detailed_progress"]["structure"][0]
    chapter["progress"], chapter["children"][0] = 1, {**chapter["children"][0], "progress": 100}
    assert by_object(statements_of(told, LEARNING))["/chapitre-1"]["result"]["extensions"] == {PROGRESS: 1}


def test_answers_say_what_was_chosen_and_what_was_right() -> None:
    found = by_object(statements_of(document(), LEARNING))
    one, two, three = (found[f"/chapitre-1/quiz%201/q{rank}"] for rank in (1, 2, 3))
    assert one["object"]["definition"]["choices"] == [{"id": "75", "description": {"fr": "75°"}}, {"id": "45"}]
    assert (one["result"]["response"], one["result"]["success"]) == ("75", True)
    assert two["object"]["definition"]["correctResponsesPattern"] == ["casque[,]harnais"]
    assert (two["result"]["response"], two["result"]["success"]) == ("casque[,]gants", False)
    assert three["object"]["definition"]["interactionType"] == "long-fill-in"
    assert three["result"] == {"response": "Sur un sol plat."}


def test_the_context_follows_the_tree() -> None:
    found = by_object(statements_of(document(), LEARNING))
    inner = found["/chapitre-1/quiz%201/q1"]["context"]
    assert inner["contextActivities"] == {
        "parent": [{"id": f"{GESTURE}/chapitre-1/quiz%201"}],
        "grouping": [{"id": GESTURE}, {"id": f"{GESTURE}/chapitre-1"}],
    }
    assert found["/chapitre-1"]["context"]["contextActivities"]["parent"] == [{"id": GESTURE}]
    assert {each["context"]["registration"] for each in found.values()} == {LEARNING.registration}


CHAPTER = "document.detailed_progress.structure[0]"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda doc, chapter, quiz: doc.update(cmi=[]), "document.cmi"),
        (lambda doc, chapter, quiz: doc["cmi"].update(completion_status="fini"), "document.cmi.completion_status"),
        (lambda doc, chapter, quiz: doc["cmi"].update(progress_measure=45), "document.cmi.progress_measure"),
        (lambda doc, chapter, quiz: doc["cmi"].update(session_time="25 min"), "document.cmi.session_time"),
        (lambda doc, chapter, quiz: doc["cmi"]["score"].update(raw=101), "document.cmi.score.raw"),
        (lambda doc, chapter, quiz: chapter.update(id=""), f"{CHAPTER}.id"),
        (lambda doc, chapter, quiz: chapter.update(type="tome"), f"{CHAPTER}.type"),
        (lambda doc, chapter, quiz: chapter.update(title=3), f"{CHAPTER}.title"),
        (lambda doc, chapter, quiz: chapter.update(progress=True), f"{CHAPTER}.progress"),
        (lambda doc, chapter, quiz: chapter.update(children={}), f"{CHAPTER}.children"),
        (lambda doc, chapter, quiz: chapter["children"].append(quiz), f"{CHAPTER}.children[2].id"),
        (lambda doc, chapter, quiz: quiz.update(score=-1), f"{CHAPTER}.children[1].score"),
        (lambda doc, chapter, quiz: quiz.update(timespent="long"), f"{CHAPTER}.children[1].timespent"),
        (lambda doc, chapter, quiz: quiz.update(nbtry=-1), f"{CHAPTER}.children[1].nbtry"),
        (lambda doc, chapter, quiz: quiz["questions"][0].update(type="dessin"), "questions[0].type"),
        (lambda doc, chapter, quiz: quiz["questions"][0].update(userAnswers="75"), "questions[0].userAnswers"),
        (lambda doc, chapter, quiz: quiz["questions"][0]["choices"][0].update(isCorrect=1), "choices[0].isCorrect"),
        (lambda doc, chapter, quiz: quiz["questions"][3]["choices"][0].update(correctOrder="1"), "correctOrder"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(change: Any, path: str) -> None:
    told = document()
    chapter = told["detailed_progress"]["structure"][0]
    change(told, chapter, chapter["children"][1])
    with pytest.raises(InvalidStatement) as refusal:
        statements_of(told, LEARNING)
    assert path in refusal.value.path


def test_nothing_attempted_and_an_endless_tree_are_refused() -> None:
    with pytest.raises(InvalidStatement):
        statements_of({"cmi": {"completion_status": "not attempted"}}, LEARNING)
    tree: list[Any] = []
    for _each in range(30):
        tree = [{"id": "a", "type": "chapter", "completed": "passed", "children": tree}]
    with pytest.raises(InvalidStatement, match="niveaux"):
        statements_of({"detailed_progress": {"structure": tree}}, LEARNING)


def test_both_ways_of_writing_a_session() -> None:
    assert [session_time(each, "x") for each in ("01:02:03.5", "PT5M", "", None)] == ["PT1H2M3S", "PT5M", None, None]


NAMES = st.text(min_size=1, max_size=8)
NUMBERS = st.one_of(st.none(), st.integers(0, 5000), st.floats(0, 5000))


def questions() -> st.SearchStrategy[dict[str, Any]]:
    choice = st.fixed_dictionaries(
        {"id": NAMES, "text": st.text(max_size=8), "isCorrect": st.booleans(), "correctOrder": st.integers(0, 9)}
    )
    return st.fixed_dictionaries(
        {
            "id": NAMES,
            "type": st.sampled_from(("unique", "multiple", "open", "order")),
            "completed": st.sampled_from(STATUSES),
            "title": st.text(max_size=8),
            "userAnswers": st.lists(st.text(max_size=8), max_size=3),
            "timespent": NUMBERS,
            "choices": st.lists(choice, max_size=4),
        }
    )


def nodes(children: Any) -> st.SearchStrategy[dict[str, Any]]:
    points = st.one_of(
        st.just({}),
        st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda two: {"score": min(two), "scoremax": max(two)}),
    )
    node = st.fixed_dictionaries(
        {
            "id": NAMES,
            "type": st.sampled_from(sorted(TYPES)),
            "title": st.text(max_size=8),
            "completed": st.sampled_from(STATUSES),
            "progress": st.one_of(st.none(), st.floats(0, 1)),
            "timespent": NUMBERS,
            "nbtry": st.one_of(st.none(), st.integers(0, 9)),
            "link": st.one_of(st.none(), st.text(max_size=8)),
            "children": children,
            "questions": st.lists(questions(), max_size=3, unique_by=lambda each: each["id"]),
        }
    )
    return st.tuples(node, points).map(lambda two: {**two[0], **two[1]})


def forests(children: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(nodes(children), max_size=3, unique_by=lambda each: each["id"])


@settings(max_examples=60, deadline=None)
@given(structure=st.recursive(st.just([]), forests, max_leaves=4))
def test_whatever_the_tree_the_statements_are_valid_distinct_stable_and_in_range(structure: list[Any]) -> None:
    for each in structure:  # a question and a part of one name would be one activity
        _drop_shared_names(each)
    told = {"cmi": {"completion_status": "completed"}, "detailed_progress": {"structure": structure}}
    found = statements_of(copy.deepcopy(told), LEARNING)
    for second in (False, True):
        check_statements(orjson.loads(orjson.dumps(found)), second=second)
    ids = [each["id"] for each in found]
    assert len(set(ids)) == len(ids)
    assert len({each["object"]["id"] for each in found}) == len(found)
    assert [each["id"] for each in statements_of(told, LEARNING)] == ids
    for each in found:
        assert 0 <= each["result"].get("score", {}).get("scaled", 0) <= 1
        assert 0 <= each["result"].get("extensions", {}).get(PROGRESS, 0) <= 100


def _drop_shared_names(node: dict[str, Any]) -> None:
    names = {each["id"] for each in node["children"]}
    node["questions"] = [each for each in node["questions"] if each["id"] not in names]
    for each in node["children"]:
        _drop_shared_names(each)
