"""What one statement proves, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.foundation.xapi.durations import milliseconds_of
from deffinum.rooms.records.queries.evidence import DimensionType, Evidence, evidence_of
from tests.factories.records import HOME, VERBS, statement, voiding

LADDER = f"{HOME}/gestes/echelle"
ADL = "http://adlnet.gov/expapi"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"


def said(verb: str = "completed", thing: str = LADDER, kind: str = "", **changes: Any) -> Evidence:
    definition = {"definition": {"type": f"{ADL}/activities/{kind}"}} if kind else {}
    changes.setdefault("verb", {"id": f"{VERBS}{verb}"})
    found = evidence_of(statement(object={"id": thing, **definition}, **changes))
    assert found is not None
    return found


def around(parent: Any = (), grouping: Any = (), **more: Any) -> dict[str, Any]:
    return {"contextActivities": {"parent": list(parent), "grouping": list(grouping)}, **more}


def typed(iri: str, kind: str) -> dict[str, Any]:
    return {"id": iri, "definition": {"type": kind}}


def test_what_stands_alone_is_the_resource() -> None:
    found = said()
    assert (found.resource, found.step, found.completed) == (LADDER, "", True)


def test_a_part_of_an_activity_around_it_is_a_step_of_the_widest() -> None:
    context = around([{"id": f"{LADDER}/a"}], [{"id": LADDER}])
    found = said("passed", f"{LADDER}/a/b", "lesson", context=context)
    assert (found.resource, found.step) == (LADDER, f"{LADDER}/a/b")
    assert said(thing=f"{LADDER}#a", context=around(grouping=[{"id": LADDER}])).resource == LADDER
    assert said(thing=f"{LADDER}-2", context=around(grouping=[{"id": LADDER}])).resource == f"{LADDER}-2"
    assert said(context=around(grouping=[{"id": HOME}])).resource == LADDER, "an address without a path holds nothing"


def test_a_course_or_a_lesson_is_a_resource_and_so_is_the_one_around() -> None:
    course = typed(f"{HOME}/cours/1", f"{ADL}/activities/course")
    assert said(kind="lesson", context=around(grouping=[course])).resource == LADDER
    found = said(context=around([{"id": f"{HOME}/x"}], [course]))
    assert (found.resource, found.step) == (course["id"], LADDER)


def test_otherwise_the_parent_is_the_resource_and_a_platform_never_is() -> None:
    assert said(context=around([{"id": f"{HOME}/x"}], [{"id": f"{HOME}/y"}])).resource == f"{HOME}/x"
    site = typed(f"{HOME}/gestes", "http://id.tincanapi.com/activitytype/site")
    assert said(context=around([site])).resource == LADDER
    assert said(context=around(grouping=[{"id": f"{HOME}/y"}])).resource == LADDER


def test_in_a_session_of_cmi5_the_published_unit_is_the_resource() -> None:
    context = around(grouping=[{"id": f"{HOME}/unite"}], extensions={SESSION: "s"})
    context["contextActivities"]["category"] = [{"id": CMI5}]
    own = said("passed", "https://plan.exemple/cmi5/activities/1/units/0", context=context)
    assert (own.resource, own.step) == (f"{HOME}/unite", "")
    assert own.title == "https://plan.exemple/cmi5/activities/1/units/0"
    context["contextActivities"]["category"] = []
    part = said("answered", f"{HOME}/question", context=context)
    assert (part.resource, part.step, part.title) == (f"{HOME}/unite", f"{HOME}/question", f"{HOME}/unite")


def test_dimensions_are_recognised_by_their_type_and_are_never_the_resource() -> None:
    grouping = [typed(f"{HOME}/d/{each.name}", each) for each in DimensionType]
    found = said(context=around(grouping=grouping))
    assert (found.resource, found.version, found.path, found.place) == (
        LADDER, f"{HOME}/d/VERSION", f"{HOME}/d/PATH", f"{HOME}/d/PLACE"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "result", "wanted"),
    [
        ("completed", {}, "completed"),
        ("completed", {"completion": False}, ""),
        ("passed", {}, "passed judged"),
        ("mastered", {}, "passed judged"),
        ("failed", {}, "failed judged"),
        ("answered", {"success": True}, "passed judged"),
        ("answered", {"success": False}, "failed judged"),
        ("passed", {"success": False}, "failed judged"),
        ("attempted", {}, "attempted"),
        ("experienced", {"completion": True}, "completed"),
        ("progressed", {}, ""),
        ("terminated", {"success": False}, ""),
        ("suspended", {"success": False, "completion": True}, "completed"),
        ("terminated", {"success": True}, "passed"),
    ],
)
def test_outcomes(verb: str, result: dict[str, Any], wanted: str) -> None:
    found = said(verb, result=result)
    names = ("completed", "passed", "failed", "attempted", "judged")
    assert " ".join(name for name in names if getattr(found, name)) == wanted


@pytest.mark.parametrize(
    ("score", "wanted"),
    [
        ({"scaled": 0.87654}, 8765),
        ({"scaled": -0.5}, 0),
        ({"raw": 7, "max": 10}, 7000),
        ({"raw": 7, "min": 5, "max": 10}, 4000),
        ({"raw": 7}, None),
        ({"raw": 0, "max": 0}, None),
        ({"raw": -1e308, "max": 1}, 0),
        ({"raw": 1e308, "min": -1e308, "max": 1e308}, None),
        ({"raw": 9007199254740993, "min": 9007199254740992.0, "max": 9007199254740993}, None),
    ],
)
def test_scores_are_ten_thousandths(score: dict[str, Any], wanted: int | None) -> None:
    assert said(result={"score": score}).score == wanted


def test_how_far_a_learner_got_is_no_score() -> None:
    assert said("progressed", result={"score": {"scaled": 0.9}}).score is None
    assert said("scored", result={"score": {"scaled": 0.9}}).score == 9000


def test_an_address_that_is_no_url_holds_its_parts_all_the_same() -> None:
    assert said(thing="http://[a/x", context=around([{"id": "http://[a"}])).resource == "http://[a"
    assert said(thing="http://[a/x/y", context=around([{"id": "http://[a/x"}])).step == "http://[a/x/y"
    assert said(thing=f"{HOME}?q=/a#b", context=around(grouping=[{"id": f"{HOME}?q=/a"}])).step == ""


def test_times_and_tries() -> None:
    ended = said("terminated", result={"duration": "PT1M30.5S"})
    assert (ended.ended_ms, ended.told_ms) == (90_500, None)
    told = said("completed", result={"duration": "PT1M", "extensions": {"https://x.fr/xapi/extensions/essais": 3}})
    assert (told.ended_ms, told.told_ms, told.tries) == (None, 60_000, 3)
    assert said(result={"extensions": {"https://x.fr/xapi/extensions/essais": "3"}}).tries == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"verb": {"id": "https://w3id.org/xapi/adl/verbs/waived"}},
        {"actor": {"objectType": "Group", "name": "Équipe", "mbox": "mailto:equipe@exemple.invalid"}},
        {"object": {"objectType": "Agent", "mbox": "mailto:a@exemple.invalid"}},
    ],
)
def test_what_proves_nothing_of_one_learner(changes: dict[str, Any]) -> None:
    assert evidence_of(statement(**changes)) is None
    assert evidence_of(voiding("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("PT0S", 0), ("PT1.239S", 1239), ("PT1,5S", 1500), ("PT1H2M3S", 3_723_000), ("P1DT1S", 86_401_000),
        ("P1W", 604_800_000), ("P1M", 2_592_000_000), ("P2Y", None), ("quatre", None), ("PT0.0009S", 0),
    ],
)  # fmt: skip
def test_durations(text: str, wanted: int | None) -> None:
    assert milliseconds_of(text) == wanted
