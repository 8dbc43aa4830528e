"""A unit as a program: fetch, state, statements, satisfaction; and everything that a session may not do."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.cmi5.vocabulary import (
    ABANDONED,
    CATEGORY,
    COMPLETED,
    FAILED,
    INITIALIZED,
    LAUNCHED,
    MASTERY_SCORE,
    PASSED,
    PROGRESS,
    REASON,
    SATISFIED,
    SESSION_ID,
    TERMINATED,
    WAIVED,
)
from deffinum.foundation.policies import VISITOR, Refused
from deffinum.foundation.xapi.schema import VOIDED
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.import_course import import_course
from deffinum.rooms.records.commands.launch_unit import launch_unit
from deffinum.rooms.records.commands.register_learner import LearnerOfAnotherStore
from deffinum.rooms.records.commands.waive_unit import AlreadyWaived, waive_unit
from deffinum.rooms.records.models import BlockSatisfaction, Registration, UnitState
from deffinum.rooms.records.words import WaiveReason
from tests.factories.cmi5 import HERE, block, course, unit
from tests.factories.cmi5_launch import COURSE, EXPERIENCED, Room, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_unit_goes_from_its_launch_to_a_satisfied_course(room: Room) -> None:
    one = room.launch().start()
    assert one.address.startswith(f"{HERE}/a.html?taille=2&endpoint=")
    assert one.address.endswith("#haut")
    assert one.data is not None
    assert one.data["masteryScore"] == 0.8
    assert (one.data["launchMode"], one.data["moveOn"]) == ("Normal", "CompletedAndPassed")
    assert one.told["activityId"] != room.unit(0).publisher_id
    one.send(INITIALIZED)
    extensions = {**one.statement(PASSED)["context"]["extensions"], MASTERY_SCORE: 0.8}
    passed = one.statement(PASSED)
    passed["context"]["extensions"] = extensions
    passed["result"]["score"] = {"scaled": 0.9}
    assert one.call("POST", "statements", passed).status_code == 200
    assert one.call("POST", "statements", passed).status_code == 200, "the same again is the same"
    assert said(SATISFIED) == []
    assert one.call("POST", "statements", one.statement(EXPERIENCED, defined=False)).status_code == 200
    one.send(COMPLETED, TERMINATED)
    assert UnitState.objects.get().satisfied_at is not None
    assert said(SATISFIED) == []
    two = room.launch(1).start()
    two.send(INITIALIZED, COMPLETED)
    satisfied = said(SATISFIED)
    assert [each["object"]["definition"]["type"].rpartition("/")[2] for each in satisfied] == [
        "block",
        "block",
        "course",
    ]
    assert [each["context"]["contextActivities"]["grouping"][0]["id"] for each in satisfied] == [
        f"{HERE}/bloc/pose", f"{HERE}/bloc/gestes", f"{HERE}/echelle",
    ]  # fmt: skip
    session = two.context and two.context["extensions"]
    assert all(each["context"]["extensions"] == session for each in satisfied)
    assert Registration.objects.get().satisfied_at is not None
    assert BlockSatisfaction.objects.count() == 2
    two.send(TERMINATED)
    launched = said(LAUNCHED)
    assert len(launched) == 2
    assert len(said(SATISFIED)) == 3


def test_what_needs_nothing_is_satisfied_at_registration() -> None:
    Room(course(block("x", unit("c")), unit("d")))
    assert [each["object"]["definition"]["type"].rpartition("/")[2] for each in said(SATISFIED)] == ["block", "course"]


def test_a_fetch_address_answers_once_and_only_to_post(room: Room) -> None:
    launched = room.launch()
    path = urlsplit(launched.told["fetch"]).path
    assert Client().get(path).status_code == 405
    token = launched.fetch()["auth-token"]
    assert base64.b64decode(token).count(b":") == 1
    assert launched.fetch()["error-code"] == "1"
    assert Client().post("/cmi5/fetch/inconnu").json()["error-code"] == "2"
    stale = room.launch()
    room.launch()
    assert stale.fetch()["error-code"] == "1", "an abandoned session gives no token"


def test_a_relaunch_abandons_the_open_session_and_closes_its_token(room: Room) -> None:
    one = room.launch().start()
    one.clock = room.now + timedelta(seconds=9)
    one.send(INITIALIZED)
    late = one.statement(COMPLETED)
    two = room.launch(1).start()
    (abandoned,) = said(ABANDONED)
    assert abandoned["result"]["duration"] == "PT10.00S"
    assert one.context is not None
    assert abandoned["context"]["extensions"] == one.context["extensions"]
    one.refused(late, 403)
    assert one.call("GET", "statements").status_code == 403
    two.send(INITIALIZED, TERMINATED)
    room.launch().start()
    assert len(said(ABANDONED)) == 1, "a session that ended is not abandoned"


def test_a_waived_unit_counts_and_is_waived_once(room: Room) -> None:
    words = {"registration_id": room.registration, "reason": WaiveReason.TESTED_OUT, **room.words}
    for place in (0, 1):
        waive_unit(unit_id=room.unit(place).pk, **words)
    assert len(said(SATISFIED)) == 3
    one, two = said(WAIVED)
    assert one["result"]["extensions"] == {REASON: "Tested Out"}
    sessions = {each["context"]["extensions"].popitem()[1] for each in (one, two, *said(SATISFIED))}
    assert len(sessions) == 3, "each waiver has its own session, and what they satisfied another"
    with pytest.raises(AlreadyWaived):
        waive_unit(unit_id=room.unit(0).pk, **words)


GONE = object()
EXTENSIONS = "context/extensions"
OTHER = str(uuid.uuid4())
WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "another learner": (COMPLETED, {"actor": {"account": {"homePage": "https://exemple.invalid", "name": "x"}}}),
    "another registration": (COMPLETED, {"context/registration": OTHER}),
    "another session": (COMPLETED, {EXTENSIONS: {SESSION_ID: OTHER}}),
    "a verb of the platform": (COMPLETED, {"verb": {"id": SATISFIED}}),
    "voiding": (COMPLETED, {"verb": {"id": VOIDED}, "object": {"objectType": "StatementRef", "id": OTHER}}),
    "no registration": (COMPLETED, {"context/registration": GONE}),
    "no session": (COMPLETED, {EXTENSIONS: GONE}),
    "no grouping": (COMPLETED, {"context/contextActivities/grouping": GONE}),
    "no id": (COMPLETED, {"id": GONE}),
    "no timestamp": (COMPLETED, {"timestamp": GONE}),
    "not in UTC": (COMPLETED, {"timestamp": "2026-11-22T10:00:05+01:00"}),
    "another object": (COMPLETED, {"object": {"id": "https://exemple.invalid/autre"}}),
    "no duration": (COMPLETED, {"result/duration": GONE}),
    "no completion": (COMPLETED, {"result/completion": GONE}),
    "no moveon category": (COMPLETED, {"context/contextActivities/category": [{"id": CATEGORY}]}),
    "success with completed": (COMPLETED, {"result/success": True}),
    "a score with completed": (COMPLETED, {"result/score": {"scaled": 1}}),
    "a progress of 101": (COMPLETED, {"result/extensions": {PROGRESS: 101}}),
    "passed without success": (PASSED, {"result/success": False}),
    "a score without the mastery": (PASSED, {"result/score": {"scaled": 0.9}}),
    "a raw score without its lowest": (PASSED, {"result/score": {"raw": 3, "max": 5}}),
    "a raw score without its highest": (PASSED, {"result/score": {"raw": 3, "min": 0}}),
    "failed with success": (FAILED, {"result/success": True}),
    "completion with passed": (PASSED, {"result/completion": True}),
    "passed without the moveon category": (PASSED, {"context/contextActivities/category": [{"id": CATEGORY}]}),
    "failed without the moveon category": (FAILED, {"context/contextActivities/category": [{"id": CATEGORY}]}),
    "no context": (COMPLETED, {"context": GONE}),
    "passed below the mastery": (
        PASSED, {"result/score": {"scaled": 0.79}, f"{EXTENSIONS}|{MASTERY_SCORE}": 0.8},
    ),
    "failed at the mastery": (FAILED, {"result/score": {"scaled": 0.8}, f"{EXTENSIONS}|{MASTERY_SCORE}": 0.8}),
}  # fmt: skip
"""By case: the verb of a right statement, and what is changed in it (`a/b`: inside; `|`: an IRI)."""


@pytest.mark.parametrize("case", WRONG)
def test_each_wrong_statement_is_refused_with_its_reason(room: Room, case: str) -> None:
    verb, changes = WRONG[case]
    one = room.launch().start()
    one.send(INITIALIZED)
    statement = one.statement(verb)
    for path, value in changes.items():
        place, _sign, iri = path.partition("|")
        *holders, name = place.split("/") + ([iri] if iri else [])
        inside = statement
        for each in holders:
            inside = inside[each]
        if value is GONE:
            del inside[name]
        else:
            inside[name] = value
    one.refused(statement, 403)


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ((), COMPLETED),
        ((), EXPERIENCED),
        ((INITIALIZED,), INITIALIZED),
        ((INITIALIZED, COMPLETED), COMPLETED),
        ((INITIALIZED, PASSED), FAILED),
        ((INITIALIZED, FAILED), PASSED),
        ((INITIALIZED, TERMINATED), COMPLETED),
        ((INITIALIZED, TERMINATED), EXPERIENCED),
    ],
)
def test_each_forbidden_sequence_is_refused(room: Room, before: tuple[str, ...], last: str) -> None:
    one = room.launch().start()
    one.send(*before)
    one.refused(one.statement(last, defined=last != EXPERIENCED), 403)


def test_a_second_session_does_not_complete_again_and_a_look_around_judges_nothing(room: Room) -> None:
    room.launch().start().send(INITIALIZED, COMPLETED, TERMINATED)
    again = room.launch().start()
    again.send(INITIALIZED)
    again.refused(again.statement(COMPLETED), 403)
    for mode in (LaunchMode.BROWSE, LaunchMode.REVIEW):
        look = room.launch(mode=mode).start()
        look.send(INITIALIZED)
        look.refused(look.statement(PASSED), 403)
        look.send(TERMINATED)


def test_a_batch_is_refused_whole(room: Room) -> None:
    one = room.launch().start()
    answer = one.call(
        "POST", "statements", [one.statement(INITIALIZED), one.statement(COMPLETED), one.statement(COMPLETED)]
    )
    assert answer.status_code == 403
    one.refused(one.statement(COMPLETED), 403)
    one.send(INITIALIZED)


def test_the_token_of_a_session_reaches_nothing_of_another_learner(room: Room) -> None:
    other = enrol_learner(organisation_id=room.organisation.pk, label="Autre (exemple)", account_id=None, **room.words)
    mine, registration = room.launch().start(), room.registration
    room.registration = room.register(other.id)
    theirs = room.launch().start()
    theirs.send(INITIALIZED)
    room.registration = registration
    mine.send(INITIALIZED)
    mine.refused(theirs.statement(COMPLETED), 403)
    place = theirs.place("page")
    assert theirs.call("PUT", "activities/state", {"page": 3}, **place).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        assert mine.call(method, "activities/state", {"page": 1}, **place).status_code == 403
    assert mine.call("GET", "statements", agent=theirs.told["actor"]).status_code == 403
    assert mine.call("GET", "statements", registration=theirs.told["registration"]).status_code == 403
    found = mine.call("GET", "statements").json()["statements"]
    assert {each["context"]["registration"] for each in found} == {str(registration)}
    (launched, _mine) = said(LAUNCHED)[::-1]
    assert mine.call("GET", "statements", statementId=launched["id"]).status_code == 404
    data = mine.place("LMS.LaunchData")
    assert mine.call("PUT", "activities/state", {}, **data).status_code == 403
    assert mine.call("DELETE", "activities/state", **data).status_code == 403
    profile = {"activityId": "https://exemple.invalid/autre", "profileId": "x"}
    assert mine.call("GET", "activities/profile", **profile).status_code == 403


def test_who_is_a_stranger_launches_and_imports_nothing(room: Room) -> None:
    words = {**room.words, "by": VISITOR}
    with pytest.raises(Refused):
        launch_unit(
            registration_id=room.registration, unit_id=room.unit(0).pk, mode=LaunchMode.NORMAL, return_url="", **words
        )
    with pytest.raises(Refused):
        import_course(organisation_id=room.organisation.pk, package=COURSE, base_address="", **words)
    with pytest.raises(LearnerOfAnotherStore):
        room.register(Room().learner.id)
