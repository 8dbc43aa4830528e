"""A headset is paired by a short code, and writes for its learner, about its resource, and nothing else."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM, VISITOR, Refused
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.note_pairing_attempt import MOST_OF_ADDRESS
from deffinum.rooms.records.commands.pair_device import NewPairing, WrongPairing, open_pairing, revoke_device
from deffinum.rooms.records.models import Activity, DeviceToken, Pairing, PairingAttempts, Statement
from deffinum.rooms.records.queries.learners import LearnerLine
from deffinum.rooms.records.queries.pairing_codes import ALPHABET, read_code, shown_code
from tests.factories.people import AccountFactory, OrganisationFactory, actor, representative
from tests.factories.records import Headset, learner, statement

pytestmark = pytest.mark.django_db

WORKSHOP = {"id": "https://ailleurs.exemple.invalid/atelier", "definition": {"type": "urn:deffinum:xapi:type:place"}}

GESTURE = "https://traces.exemple.invalid/gestes/echelle"


def enrolled(organisation: Any = None, account_id: uuid.UUID | None = None) -> LearnerLine:
    return enrol_learner(
        organisation_id=(organisation or OrganisationFactory()).pk,
        label="Apprenant d’exemple",
        account_id=account_id,
        by=PLATFORM,
        now=database_now(),
    )


def opened(who: LearnerLine | None = None, **changes: Any) -> NewPairing:
    words = {"activity": GESTURE, "title": "Poser une échelle", "days": 7, "by": PLATFORM, "now": database_now()}
    return open_pairing(learner_id=(who or enrolled()).id, **{**words, **changes})


def pair(code: str, **words: Any) -> Any:
    return Client().post(
        "/xapi/appareils/jumelage", {"code": code, "device": "Casque d’exemple"}, "application/json", **words
    )


@pytest.fixture
def headset() -> Headset:
    return Headset(pair(opened().code).json())


def test_a_code_is_typed_as_it_is_read_aloud() -> None:
    assert not set("01ILO") & set(ALPHABET)
    assert shown_code("ABCD2345") == "ABCD 2345"
    assert {read_code(each) for each in ("abcd 2345", "ABCD-2345", " ABCD2345 ")} == {"ABCD2345"}
    assert [read_code(each) for each in ("", "ABCD 234", "ABCD 2340", "ABCD 23456")] == [None] * 4


def test_the_headset_gets_all_that_it_needs_once_and_writes() -> None:
    who = enrolled()
    made = opened(who)
    answer = pair(shown_code(made.code).lower())
    assert answer.status_code == 201
    told = answer.json()
    assert told["endpoint"].endswith("/xapi/")
    assert (told["actor"]["account"]["name"], told["activity"]) == (who.name, GESTURE)
    again = pair(made.code)
    assert (again.status_code, again["Content-Type"]) == (404, "application/problem+json")
    assert "Demandez-en un nouveau" in again.json()["detail"]
    headset = Headset(told)
    assert headset.call("POST", "statements", headset.statement()).status_code == 200
    assert len(headset.call("GET", "statements").json()["statements"]) == 1
    row = Pairing.objects.get()
    assert (row.sealed_code, DeviceToken.objects.get().last_used_at is not None) == ("", True)
    assert made.code not in row.code_digest


def test_a_code_that_is_over_or_wrong_gives_nothing() -> None:
    old = opened(now=database_now() - timedelta(minutes=10))
    assert pair(old.code).status_code == 404
    assert pair("ABCD2345").status_code == 404
    assert not DeviceToken.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        (b"{", "application/json", 400, "JSON"),
        (b"[]", "application/json", 400, "code"),
        (b'{"code": 5}', "application/json", 400, "code"),
        (b'{"code": "A", "x": 1}', "application/json", 400, "x :"),
        (b'{"code": "A", "device": 1}', "application/json", 400, "device"),
        (b'{"code": "A\\u0000"}', "application/json", 404, "code"),
        (b"code=A", "application/x-www-form-urlencoded", 400, "JSON"),
        (b'{"code": "' + b"A" * 5000 + b'"}', "application/json", 413, "4"),
    ],
)
def test_what_is_no_request_for_a_pairing_is_told_why(body: bytes, kind: str, status: int, words: str) -> None:
    answer = Client().generic("POST", "/xapi/appareils/jumelage", body, kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]
    assert Client().get("/xapi/appareils/jumelage").status_code == 405


def test_who_guesses_is_stopped_and_a_classroom_is_not() -> None:
    who = enrolled()
    for _each in range(MOST_OF_ADDRESS + 5):
        assert pair(opened(who).code, REMOTE_ADDR="192.0.2.1").status_code == 201
    waiting = opened(who)
    for _each in range(MOST_OF_ADDRESS):
        assert pair("ABCD2345", REMOTE_ADDR="192.0.2.2").status_code == 404
    stopped = pair(waiting.code, REMOTE_ADDR="192.0.2.2")
    assert (stopped.status_code, "dix minutes" in stopped.json()["detail"]) == (429, True)
    assert stopped["Retry-After"] == "600"
    assert pair(waiting.code, REMOTE_ADDR="192.0.2.3").status_code == 201, "another address is not held for it"
    assert PairingAttempts.objects.get(who="").failed == MOST_OF_ADDRESS
    assert not PairingAttempts.objects.filter(who__contains="192.0").exists(), "no address is kept"


def test_a_stranger_pairs_nothing_and_a_learner_does_for_themselves() -> None:
    account = AccountFactory()
    who = enrolled(account_id=account.pk)
    with pytest.raises(Refused):
        opened(who, by=VISITOR)
    with pytest.raises(Refused):
        opened(who, by=representative())
    assert opened(who, by=actor(account)).code
    for changes in ({"activity": "pas un IRI"}, {"title": " "}, {"days": 365}):
        with pytest.raises(WrongPairing):
            opened(who, **changes)


def foreign(headset: Headset, **changes: Any) -> dict[str, Any]:
    return {**headset.statement(), **changes}


def context(headset: Headset, **changes: Any) -> dict[str, Any]:
    return {"context": {"registration": headset.told["registration"], **changes}}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (lambda one: {"actor": learner("un-autre")}, "actor"),
        (lambda one: {"actor": {**one.told["actor"], "objectType": "Group"}}, "actor"),
        (lambda one: {"object": {"id": "https://traces.exemple.invalid/gestes/echelle-2"}}, "object.id"),
        (lambda one: {"object": {"objectType": "Agent", **learner("un-autre")}}, "statements[1]"),
        (lambda one: {"object": {"objectType": "StatementRef", "id": str(uuid.uuid4())}}, "object"),
        (lambda one: {"context": {}}, "registration"),
        (lambda one: {"context": {"registration": str(uuid.uuid4())}}, "registration"),
        (lambda one: context(one, instructor=learner("un-autre")), "statements[1]"),
        (
            lambda one: context(one, contextActivities={"parent": [{"id": "https://ailleurs.exemple.invalid"}]}),
            "parent",
        ),
        (
            lambda one: context(
                one,
                contextActivities={"category": [{"id": "https://x.invalid", "definition": {"type": "https://y.z"}}]},
            ),
            "category",
        ),
        (
            lambda one: context(
                one, contextActivities={"grouping": [{**WORKSHOP, "definition": {"name": {"fr": "x"}}}]}
            ),
            "grouping",
        ),
        (lambda one: context(one, contextActivities={"parent": [WORKSHOP]}), "parent"),
    ],
)
def test_the_token_of_one_learner_writes_nothing_for_another(headset: Headset, changes: Any, place: str) -> None:
    batch = [headset.statement(), foreign(headset, **changes(headset))]
    answer = headset.call("POST", "statements", batch)
    assert answer.status_code == 403
    assert place in answer.json()["detail"]
    assert not Statement.objects.exists(), "nothing of the batch is stored"


def test_a_headset_says_in_which_place_and_describes_nothing_by_it(headset: Headset) -> None:
    one = foreign(headset, **context(headset, contextActivities={"grouping": [WORKSHOP]}))
    assert headset.call("POST", "statements", one).status_code == 200
    assert Statement.objects.count() == 1
    assert not Activity.objects.filter(iri=WORKSHOP["id"]).exists()


def test_parts_of_the_resource_and_profiles_are_written(headset: Headset) -> None:
    for end in ("", "/etape-1", "#etape-2"):
        one = foreign(
            headset,
            object={"id": f"{GESTURE}{end}"},
            **context(
                headset,
                contextActivities={
                    "parent": [{"id": GESTURE}],
                    "category": [{"id": "https://w3id.org/xapi/video"}],
                },
            ),
        )
        assert headset.call("POST", "statements", one).status_code == 200


def test_state_is_kept_for_its_own_learner_and_resource(headset: Headset) -> None:
    own = {"activityId": GESTURE, "agent": headset.agent, "stateId": "reprise"}
    assert headset.call("PUT", "activities/state", {"scène": 3}, query=own).status_code == 204
    assert headset.call("GET", "activities/state", query=own).json() == {"scène": 3}
    other = Headset(pair(opened().code).json())
    strange = (
        {"agent": other.agent},
        {"activityId": f"{GESTURE}/etape-1"},
        {"registration": str(uuid.uuid4())},
    )
    for changes in strange:
        for method in ("GET", "PUT", "DELETE"):
            answer = headset.call(method, "activities/state", {} if method == "PUT" else None, query={**own, **changes})
            assert answer.status_code == 403
    profile = {"agent": headset.agent, "profileId": "x"}
    assert headset.call("GET", "agents/profile", query=profile).status_code == 403
    assert headset.call("GET", "activities", query={"activityId": "https://ailleurs.invalid"}).status_code == 403


def test_a_device_reads_what_it_wrote_and_no_more() -> None:
    who = enrolled()
    one, two = (Headset(pair(opened(who).code).json()) for _each in range(2))
    sent = one.statement(id=str(uuid.uuid4()), timestamp="2026-11-22T09:30:00Z")
    assert one.call("POST", "statements", sent).status_code == 200
    assert two.call("GET", "statements").json()["statements"] == []
    assert two.call("GET", "statements", query={"statementId": sent["id"]}).status_code == 404
    assert [each["id"] for each in one.call("GET", "statements").json()["statements"]] == [sent["id"]]
    again = one.call("GET", "statements", query={"statementId": sent["id"]}).json()
    assert one.call("POST", "statements", again).status_code == 200, "what was read back is sent back"


def test_a_revoked_or_ended_token_opens_nothing(headset: Headset) -> None:
    device = DeviceToken.objects.get()
    pair_of = base64.b64decode(headset.told["token"]).decode()
    assert pair_of.startswith(str(device.pk))
    assert pair_of.partition(":")[2] not in device.secret_hash
    with pytest.raises(Refused):
        revoke_device(device_id=device.pk, by=VISITOR, now=database_now())
    revoke_device(device_id=device.pk, by=PLATFORM, now=database_now())
    assert headset.call("GET", "statements").status_code == 401
    ended = Headset(pair(opened().code).json())
    DeviceToken.objects.update(expires_at=database_now())
    assert ended.call("POST", "statements", statement()).status_code == 401
