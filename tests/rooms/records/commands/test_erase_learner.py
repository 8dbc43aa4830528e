"""An erased learner: the traces still count, and no table of the room can tell whose they are."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM, Refused
from deffinum.rooms.people.commands.erase_account import erase_account
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.public import AccountErased
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.models import (
    Attachment,
    CourseStructure,
    Document,
    Learner,
    RecordStore,
    Registration,
    Statement,
    StatementAttachment,
)
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of
from deffinum.rooms.records.reactions import forget_erased_account
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, contributor, representative
from tests.factories.records import HOME, VERBS, Tool, statement, store_key

pytestmark = pytest.mark.django_db

LABEL = "Zélie Exemple-Unique"
PHOTO = b"octets d'une photo d'exemple"


def told(*secrets: str) -> list[str]:
    """The tables of the room where one of the texts stands: in a text, a key, an array or (in hexadecimal) bytes."""
    found = []
    wanted = [form for each in secrets for form in (each, each.encode().hex())]
    tables = [each._meta.db_table for each in apps.get_app_config("records").get_models()]
    with connection.cursor() as cursor:
        for table in tables:
            for each in wanted:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t WHERE position(%s IN t::text) > 0',  # noqa: S608 - our own tables
                    [each],
                )
                found += [f"{table}: {each}"] if cursor.fetchone()[0] else []
    return found


def enrolled(organisation: Any, label: str = LABEL, account: Account | None = None) -> LearnerLine:
    return enrol_learner(
        organisation_id=organisation.pk, label=label, account_id=account.pk if account else None, by=PLATFORM, now=NOW
    )


def photographed(tool: Tool, actor: dict[str, Any], **changes: Any) -> None:
    """A statement with a picture."""
    sha2 = hashlib.sha256(PHOTO).hexdigest()
    declared = {
        "usageType": f"{HOME}/photo", "display": {"fr": "Photo"}, "contentType": "image/png",
        "length": len(PHOTO), "sha2": sha2,
    }  # fmt: skip
    body = orjson.dumps(statement(actor=actor, attachments=[declared], **changes))
    parts = [
        b"--b\r\nContent-Type: application/json\r\n\r\n" + body + b"\r\n",
        b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: "
        + sha2.encode() + b"\r\n\r\n" + PHOTO + b"\r\n--b--\r\n",
    ]  # fmt: skip
    answer = tool.call("POST", "statements", b"".join(parts), content_type="multipart/mixed; boundary=b")
    assert answer.status_code == 200, answer.content


def filled(tool: Tool, name: str, other: str) -> None:
    """Every place of a statement where an agent may stand, a picture, a state and a profile."""
    mine = {**agent_of(name), "name": LABEL}
    group = {"objectType": "Group", "member": [mine, agent_of(other)]}
    sub = {"objectType": "SubStatement", **statement(actor=mine)}
    verb = {"id": f"{VERBS}asked"}
    extended = {"extensions": {f"{HOME}/poste": {"qui": name}}}
    batch = [
        statement(actor=mine),
        statement(actor=mine, context=extended),
        statement(actor=group, verb=verb),
        statement(actor=agent_of(other), object=mine, verb=verb),
        statement(actor=agent_of(other), object=sub, verb=verb),
        statement(actor=agent_of(other), context={"instructor": mine, "team": group}),
    ]
    assert tool.call("POST", "statements", batch).status_code == 200
    photographed(tool, mine)
    agent = orjson.dumps(agent_of(name)).decode()
    state = {"activityId": f"{HOME}/gestes/echelle", "agent": agent, "stateId": "s"}
    assert tool.call("PUT", "activities/state", {"qui": LABEL}, query=state).status_code == 204
    profile = {"agent": agent, "profileId": "p"}
    assert tool.call("POST", "agents/profile", {"qui": name}, query=profile).status_code == 204


def test_nobody_can_be_told_and_everything_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deffinum.rooms.records.models.renamed_rows.BATCH", 3)
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    mine, other = enrolled(organisation), enrolled(organisation, "Autre apprenant")
    filled(tool, mine.name, other.name)
    assert tool.call("POST", "statements", statement(actor=agent_of(other.name))).status_code == 200
    theirs = list(Statement.objects.exclude(mentions__contains=[mine.agent_key]).values_list("id", "body"))
    before = tool.call("GET", "statements", query={"activity": f"{HOME}/gestes/echelle"}).json()["statements"]
    assert told(mine.name, str(mine.agent_key), LABEL)

    assert erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW) == 7

    assert told(mine.name, str(mine.agent_key), str(mine.id), LABEL) == []
    assert Statement.objects.count() == 8
    assert list(Statement.objects.filter(id__in=[each for each, _ in theirs]).values_list("id", "body")) == theirs
    assert Learner.objects.get().pk == other.id
    after = tool.call("GET", "statements", query={"activity": f"{HOME}/gestes/echelle"}).json()["statements"]
    assert [(each["id"], each["stored"]) for each in after] == [(each["id"], each["stored"]) for each in before]
    assert not Attachment.objects.exists()
    assert not StatementAttachment.objects.exists()
    assert not Document.objects.exists()
    assert erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW) == 0


def test_the_fresh_name_finds_the_same_statements() -> None:
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    mine, other = enrolled(organisation), enrolled(organisation, "Autre apprenant")
    filled(tool, mine.name, other.name)
    agent = orjson.dumps(agent_of(mine.name)).decode()
    before = {each["id"] for each in tool.call("GET", "statements", query={"agent": agent}).json()["statements"]}
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert tool.call("GET", "statements", query={"agent": agent}).json()["statements"] == []
    names = {
        row["actor"]["account"]["name"]
        for row in map(orjson.loads, Statement.objects.values_list("body", flat=True))
        if "account" in row["actor"]
    }
    (fresh,) = names - {other.name}
    agent = orjson.dumps(agent_of(fresh)).decode()
    after = {each["id"] for each in tool.call("GET", "statements", query={"agent": agent}).json()["statements"]}
    assert after == before != set()


def test_an_attachment_that_another_learner_has_too_stays() -> None:
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    mine, other = enrolled(organisation), enrolled(organisation, "Autre apprenant")
    photographed(tool, agent_of(mine.name))
    photographed(tool, agent_of(other.name))
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert bytes(Attachment.objects.get().content) == PHOTO
    assert StatementAttachment.objects.count() == 1


def test_a_statement_that_comes_again_does_not_bring_the_name_back() -> None:
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    mine = enrolled(organisation)
    sent = statement(actor=agent_of(mine.name), id="6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
    tool.call("POST", "statements", sent)
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert tool.call("POST", "statements", sent).status_code == 409
    assert told(mine.name, str(mine.agent_key)) == []


def test_the_same_name_in_another_store_is_left_alone() -> None:
    organisation, elsewhere = OrganisationFactory(), Tool(store_key())
    mine = enrolled(organisation)
    elsewhere.call("POST", "statements", statement(actor=agent_of(mine.name)))
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert mine.name in Statement.objects.get().body


def test_only_a_representative_erases() -> None:
    organisation = OrganisationFactory()
    mine = enrolled(organisation)
    with pytest.raises(Refused):
        erase_learner(learner_id=mine.id, by=contributor(organisation), now=NOW)
    by = representative(organisation)
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    address = reverse("records:erase_learner", args=[mine.id])
    assert "Cela ne s’annule pas" in client.get(address).content.decode()
    assert "L’apprenant est effacé" in client.post(address, follow=True).content.decode()
    assert not Learner.objects.exists()


def test_an_erased_account_is_forgotten_in_every_store_once() -> None:
    account = AccountFactory()
    for _ in range(2):
        enrolled(OrganisationFactory(), account=account)
    erase_account(account_id=account.pk, by=PLATFORM, now=NOW)
    run_waiting_jobs()
    assert not Learner.objects.exists()
    forget_erased_account(AccountErased(account.pk), now=NOW)
    assert not Learner.objects.exists()


def test_the_registrations_of_a_learner_go_with_it() -> None:
    organisation = OrganisationFactory()
    mine = enrolled(organisation)
    store = RecordStore.objects.get()
    course = CourseStructure.objects.create(
        store=store, publisher_id=f"{HOME}/cours", title={}, description={}, xml=b"", imported_at=NOW
    )
    Registration.objects.create(course=course, learner_id=mine.id, registered_at=NOW)
    erase_learner(learner_id=mine.id, by=PLATFORM, now=NOW)
    assert not Registration.objects.exists()
    assert CourseStructure.objects.exists()
