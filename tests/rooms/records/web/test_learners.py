"""The pages of learners: list, enrol, export."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.people.models import Account, Organisation
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of
from tests.factories.people import NOW, AccountFactory, OrganisationFactory, actor, contributor, person
from tests.factories.records import HOME, Tool, statement, store_key, voiding

pytestmark = pytest.mark.django_db


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def enrolled(organisation: Organisation, label: str = "Zélie E.", account: Account | None = None) -> LearnerLine:
    return enrol_learner(
        organisation_id=organisation.pk, label=label, account_id=account.pk if account else None, by=PLATFORM, now=NOW
    )


def exported(client: Client, learner: LearnerLine) -> list[dict[str, Any]]:
    answer = client.get(reverse("records:export_learner", args=[learner.id]))
    assert answer.status_code == 200
    return [orjson.loads(line) for line in b"".join(answer.streaming_content).splitlines()]  # type: ignore[attr-defined]


def test_a_learner_is_enrolled_and_listed_with_the_opaque_name() -> None:
    organisation = OrganisationFactory()
    client = browser(contributor(organisation))
    address = reverse("records:learners", args=[organisation.pk])
    assert "Aucun apprenant" in client.get(address).content.decode()
    page = client.post(
        reverse("records:enrol_learner", args=[organisation.pk]), {"label": "Zélie E."}, follow=True
    ).content.decode()
    assert "Zélie E." in page
    assert Learner.objects.get().name in page
    assert "Zélie" not in client.get(f"{address}?q=personne").content.decode()


def test_a_learner_without_a_label_is_refused_beside_the_field() -> None:
    organisation = OrganisationFactory()
    client = browser(contributor(organisation))
    page = client.post(reverse("records:enrol_learner", args=[organisation.pk]), {"label": " "}).content.decode()
    assert "par lequel vos formateurs" in page
    assert not Learner.objects.exists()


def test_the_list_costs_the_same_with_one_and_with_many(django_assert_max_num_queries: Any) -> None:
    organisation = OrganisationFactory()
    client = browser(contributor(organisation))
    address = reverse("records:learners", args=[organisation.pk])
    for place in range(4):
        enrolled(organisation, f"Apprenant {place}")
    with django_assert_max_num_queries(12):
        client.get(address)


def test_an_export_holds_every_statement_and_document_and_nobody_else_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deffinum.rooms.records.queries.find_statements.MOST", 2)
    organisation = OrganisationFactory()
    tool = Tool(store_key(organisation=organisation))
    mine, other = enrolled(organisation), enrolled(organisation, "Autre")
    ids = tool.call("POST", "statements", [statement(actor=agent_of(mine.name)) for _ in range(5)]).json()
    tool.call("POST", "statements", voiding(ids[0]))
    tool.call("POST", "statements", statement(actor=agent_of(other.name)))
    group = {"objectType": "Group", "member": [agent_of(mine.name)]}
    in_team = tool.call("POST", "statements", statement(actor=agent_of(other.name), context={"team": group})).json()
    place = {
        "activityId": f"{HOME}/gestes/echelle",
        "agent": orjson.dumps(agent_of(mine.name)).decode(),
        "stateId": "s",
    }
    assert tool.call("PUT", "activities/state", {"page": 3}, query=place).status_code == 204
    lines = exported(browser(contributor(organisation)), mine)
    assert lines[0]["learner"]["label"] == "Zélie E."
    found = [each["statement"]["id"] for each in lines if "statement" in each]
    assert set(ids) | set(in_team) <= set(found)
    assert len(found) == len(set(found))
    kept = [each["document"] for each in lines if "document" in each]
    assert [(each["activity"], orjson.loads(each["content"])) for each in kept] == [(place["activityId"], {"page": 3})]
    theirs = [each for each in lines if "statement" in each and each["statement"]["actor"] == agent_of(other.name)]
    assert [each["statement"]["id"] for each in theirs] == in_team


def test_the_learner_takes_the_same_away_and_a_stranger_does_not() -> None:
    organisation, account = OrganisationFactory(), AccountFactory()
    tool = Tool(store_key(organisation=organisation))
    mine = enrolled(organisation, account=account)
    tool.call("POST", "statements", statement(actor=agent_of(mine.name)))
    client = browser(actor(account))
    assert sum("statement" in each for each in exported(client, mine)) == 1
    everything = json.loads(client.get(reverse("people:download_my_data")).getvalue())
    assert sum("statement" in each for each in everything["records"]) == 1
    stranger = browser(person())
    assert stranger.get(reverse("records:export_learner", args=[mine.id])).status_code == 403
