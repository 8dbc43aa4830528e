"""What devices and sessions write names nobody, follows consents, goes in time, and is given back piece by piece."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from deffinum.foundation.cmi5.vocabulary import INITIALIZED, LAUNCHED, SATISFIED
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.web.my_data import written
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands import apply_retention
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.commands.pair_device import use_pairing
from deffinum.rooms.records.commands.record_consent import record_consent
from deffinum.rooms.records.commands.waive_unit import waive_unit
from deffinum.rooms.records.models import (
    AccessKey,
    CourseStructure,
    DeviceToken,
    Document,
    Pairing,
    RecordStore,
    Session,
    Statement,
)
from deffinum.rooms.records.queries import learner_records
from deffinum.rooms.records.queries.consents import ConsentWithdrawn
from deffinum.rooms.records.queries.learner_records import my_traces
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of
from deffinum.rooms.records.words import Purpose, WaiveReason
from tests.factories.cmi5_launch import Room, said
from tests.factories.people import NOW, OrganisationFactory, person, representative
from tests.factories.records import HOME, Headset, Tool, statement, store_key
from tests.rooms.records.queries.test_tracking_document import document
from tests.rooms.records.web.test_pairing import GESTURE, enrolled, opened, pair

pytestmark = pytest.mark.django_db

NAMED = "Casque de Camille Exemple"


def withdraw(learner: LearnerLine, purpose: Purpose = Purpose.TRAINING) -> None:
    record_consent(learner_id=learner.id, purpose=purpose, is_given=False, wording="Non merci.", by=PLATFORM, now=NOW)


def headset_of(learner: LearnerLine, **words: Any) -> Headset:
    return Headset(pair(opened(learner, **words).code).json())


# --- the names of authorities ----------------------------------------------------------------------------------------


def test_what_people_call_a_headset_stays_out_of_statements() -> None:
    learner = enrolled()
    made = opened(learner)
    paired = use_pairing(code=made.code, label=NAMED, by=PLATFORM, now=made.expires_at - timedelta(minutes=1))
    headset = Headset({"actor": paired.actor, "registration": str(paired.registration), "activity": paired.activity,
                       "token": paired.token})  # fmt: skip
    (identifier,) = headset.call("POST", "statements", headset.statement()).json()
    body = orjson.loads(Statement.objects.get().body)
    assert body["authority"]["name"] == f"device-{paired.id.hex[:8]}"
    assert body["authority"]["account"]["name"] == f"key-{paired.id}"
    assert NAMED not in Statement.objects.get().body
    assert DeviceToken.objects.get().label == NAMED
    again = headset.call("POST", "statements", {**body, "id": identifier})
    assert again.status_code == 200, "its own statement, as it was given back, may be sent again"


def test_a_session_names_neither_its_unit_nor_its_learner(room: Room) -> None:
    unit = room.launch().start()
    unit.send(INITIALIZED)
    (found,) = said(INITIALIZED)
    assert found["authority"]["name"] == f"session-{Session.objects.get().pk.hex[:8]}"


def test_erasing_takes_the_name_out_of_what_headsets_wrote_before() -> None:
    learner = enrolled()
    headset = headset_of(learner)
    headset.call("POST", "statements", headset.statement())
    device = DeviceToken.objects.get()
    row = Statement.objects.get()
    old = orjson.loads(row.body)
    old["authority"]["name"] = NAMED
    Statement.objects.filter(id=row.id).update(body=orjson.dumps(old).decode())
    erase_learner(learner_id=learner.id, by=PLATFORM, now=NOW)
    body = Statement.objects.get().body
    assert NAMED not in body
    assert learner.name not in body
    assert orjson.loads(body)["authority"]["name"] == f"device-{device.pk.hex[:8]}"


# --- consents --------------------------------------------------------------------------------------------------------


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_headset_writes_nothing_once_the_consent_for_training_is_withdrawn() -> None:
    learner = enrolled()
    headset, proving = headset_of(learner), headset_of(learner, purpose=Purpose.PROOF)
    assert headset.call("POST", "statements", headset.statement()).status_code == 200
    withdraw(learner)
    refused = headset.call("POST", "statements", headset.statement())
    assert refused.status_code == 403
    assert "retiré son accord" in refused.json()["detail"]
    assert Statement.objects.count() == 1
    assert proving.call("POST", "statements", proving.statement()).status_code == 200
    assert headset.call("POST", "adaptateurs/deffinum", {"document": document()}).status_code == 403
    assert Statement.objects.count() == 2


def test_who_withdrew_is_not_spoken_of_in_a_group_or_as_the_object_either() -> None:
    learner = enrolled()
    tool = Tool(store_key(organisation=RecordStore.objects.get(pk=learner.store_id).organisation))
    AccessKey.objects.filter(pk=tool.key.id).update(purpose=Purpose.TRAINING)
    withdraw(learner)
    them = agent_of(learner.name)
    for told in ({"actor": {"objectType": "Group", "member": [them]}}, {"object": them}):
        assert tool.call("POST", "statements", statement(**told)).status_code == 403
    assert tool.call("POST", "statements", statement()).status_code == 200


def test_a_headset_that_was_paired_for_another_use_follows_that_one() -> None:
    learner = enrolled()
    proving = headset_of(learner, purpose=Purpose.PROOF)
    withdraw(learner, Purpose.PROOF)
    assert proving.call("POST", "statements", proving.statement()).status_code == 403


def test_a_course_is_neither_launched_nor_written_about_without_the_consent(room: Room) -> None:
    unit = room.launch().start()
    withdraw(room.learner)
    assert unit.call("POST", "statements", unit.statement(INITIALIZED)).status_code == 403
    assert said(INITIALIZED) == []
    with pytest.raises(ConsentWithdrawn):
        room.launch(1)
    with pytest.raises(ConsentWithdrawn):
        waive_unit(
            registration_id=room.registration, unit_id=room.unit(1).pk, reason=WaiveReason.EQUIVALENT_UNIT, **room.words
        )
    assert (len(said(LAUNCHED)), said(SATISFIED), Session.objects.count()) == (1, [], 1)
    CourseStructure.objects.update(purpose=Purpose.PROOF)
    room.launch(1)
    assert len(said(LAUNCHED)) == 2


def test_a_trainer_chooses_the_use_and_training_is_meant_otherwise() -> None:
    organisation = OrganisationFactory()
    learner = enrolled(organisation)
    client = Client()
    client.force_login(Account.objects.get(pk=representative(organisation).account_id))
    form = {"title": "Poser", "activity": GESTURE, "days": "7", "learner": str(learner.id)}
    address = reverse("records:pair_device", args=[organisation.pk])
    for given in ({}, {"purpose": "proof"}):
        assert client.post(address, {**form, **given}).status_code == 302
    assert sorted(learner_pairings(learner)) == ["proof", "training"]


def learner_pairings(learner: LearnerLine) -> list[str]:
    return list(Pairing.objects.filter(learner_id=learner.id).values_list("purpose", flat=True))


# --- documents in time -----------------------------------------------------------------------------------------------


def test_states_and_profiles_of_persons_go_like_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply_retention, "BATCH", 2)
    old, young = Tool(store_key()), Tool(store_key())
    agent = orjson.dumps(agent_of("a")).decode()
    activity = f"{HOME}/gestes/echelle"
    for tool in (old, young):
        for rank in range(3):
            place = {"activityId": activity, "agent": agent, "stateId": f"s{rank}"}
            assert tool.call("PUT", "activities/state", {"ici": rank}, query=place).status_code == 204
        for resource, query in (
            ("agents/profile", {"agent": agent, "profileId": "p"}),
            ("activities/profile", {"activityId": activity, "profileId": "p"}),
        ):
            assert tool.call("POST", resource, {"a": 1}, query=query).status_code == 204
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_document SET updated = updated - interval '61 months' WHERE store_id = %s AND name <> 's0'",
            [old.key.store_id],
        )
    jobs.apply_retention.func(timestamp=0)
    left = Document.objects.filter(store_id=old.key.store_id).values_list("kind", "name")
    assert sorted(left) == [(1, "s0"), (3, "p")]
    assert Document.objects.filter(store_id=young.key.store_id).count() == 5


# --- my data, piece by piece -----------------------------------------------------------------------------------------


def test_my_data_never_holds_more_than_a_page_of_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner_records, "READ_AT_ONCE", 4)
    organisation, mine = OrganisationFactory(), person()
    assert mine.account_id is not None
    learner = enrol_learner(
        organisation_id=organisation.pk, label="Moi", account_id=mine.account_id, by=PLATFORM, now=NOW
    )
    tool = Tool(store_key(organisation=organisation))
    ids = tool.call("POST", "statements", [statement(actor=agent_of(learner.name)) for _ in range(23)]).json()
    read: list[int] = []
    find = learner_records.find_statements

    def counted(**words: Any) -> Any:
        page = find(**words)
        read.append(len(page.bodies))
        return page

    monkeypatch.setattr(learner_records, "find_statements", counted)
    given = 0
    assert read == []
    for each in my_traces(mine.account_id):
        assert each["organisation"] == organisation.name
        if "statement" in each:
            given += 1
            assert 0 <= sum(read) - given < 4
    assert given == 23
    assert max(read) == 4

    client = Client()
    client.force_login(Account.objects.get(pk=mine.account_id))
    read.clear()
    answer = client.get(reverse("people:download_my_data"))
    assert read == [], "nothing is read before it is written out"
    exported = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert [each["statement"]["id"] for each in exported["records"] if "statement" in each] == ids
    assert exported["account"]["id"] == str(mine.account_id)
    assert next(iter(exported)) == "exported_at"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_iterator_is_written_as_a_list(number: int) -> None:
    found = {"a": {"é": UUID(int=1)}, "b": iter([{"n": each} for each in range(number)]), "c": []}
    expected = {"a": {"é": str(UUID(int=1))}, "b": [{"n": each} for each in range(number)], "c": []}
    assert json.loads("".join(written(found))) == expected


# --- from my space ---------------------------------------------------------------------------------------------------


def test_learners_find_their_devices_and_consents_from_my_space() -> None:
    organisation, mine = OrganisationFactory(), person()
    client = Client()
    client.force_login(Account.objects.get(pk=mine.account_id))
    space = reverse("portal:my_space")
    assert "Mes traces" not in client.get(space).content.decode()
    learner = enrolled(organisation, mine.account_id)
    headset_of(learner)
    page = client.get(space).content.decode()
    assert organisation.name in page
    assert "1 appareil<" in page
    addresses = {
        name: reverse(f"records:{name}", args=[learner.id]) for name in ("my_devices", "consents", "export_learner")
    }
    for name, address in addresses.items():
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200, name
    devices = client.get(addresses["my_devices"]).content.decode()
    device = DeviceToken.objects.get()
    revoke = reverse("records:revoke_device", args=[device.pk])
    assert revoke in devices
    assert reverse("records:devices", args=[organisation.pk]) not in devices
    assert "/mon-espace/" in client.get(addresses["consents"]).content.decode()
    answer = client.post(revoke)
    assert answer.url == addresses["my_devices"]  # type: ignore[attr-defined]
    assert "0 appareil<" in client.get(space).content.decode()
    stranger = Client()
    stranger.force_login(Account.objects.get(pk=person().account_id))
    assert stranger.get(addresses["my_devices"]).status_code == 403
    assert RecordStore.objects.count() == 1
