"""The pages of forwardings: open, follow, pause, resume, close; learners read who receives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.people.models import Account
from deffinum.rooms.records import jobs
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import Forwarding, RecordStore, RefusedStatement
from deffinum.rooms.records.queries.learners import agent_of
from tests.factories.other_store import KEY, SECRET, FakeStore, fake_store, forwarding_to
from tests.factories.people import NOW, OrganisationFactory, contributor, person, representative
from tests.factories.records import Tool, statement, store_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(settings: Any) -> Iterator[FakeStore]:
    settings.OUTGOING_LOOPBACK = True
    with fake_store() as found:
        yield found


@pytest.fixture
def tool() -> Tool:
    return Tool(store_key())


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def organisation_of(tool: Tool) -> Any:
    return RecordStore.objects.get(pk=tool.key.store_id).organisation


def filled(address_of_it: str, **changes: str) -> dict[str, str]:
    return {
        "label": "Vers le réseau", "recipient": "Réseau d’exemple", "reason": "Comparer les parcours.",
        "purpose": "improvement", "endpoint": address_of_it, "key": KEY, "secret": SECRET, "version": "2.0.0",
        "activity_prefix": "", "since": "beginning", **changes,
    }  # fmt: skip


def opened(tool: Tool, receiver: FakeStore) -> Forwarding:
    return forwarding_to(f"{receiver.server.address}/xapi", organisation_id=organisation_of(tool).pk)


def turn(forwarding: Forwarding) -> Forwarding:
    Forwarding.objects.filter(pk=forwarding.pk).update(next_attempt_at=None)
    jobs.forward_store.func(forwarding_id=str(forwarding.pk))
    forwarding.refresh_from_db()
    return forwarding


def address(forwarding: Forwarding, name: str = "forwarding") -> str:
    return reverse(f"records:{name}", args=[forwarding.pk])


def test_from_the_store_s_page_to_the_first_statement_over_there(tool: Tool, other: FakeStore) -> None:
    organisation = organisation_of(tool)
    (identifier,) = tool.call("POST", "statements", statement()).json()
    by = browser(contributor(organisation))
    listed = reverse("records:forwardings", args=[organisation.pk])
    assert listed in by.get(reverse("records:record_keys", args=[organisation.pk])).content.decode()
    add = reverse("records:open_forwarding", args=[organisation.pk])
    assert add in by.get(listed).content.decode()
    made = by.post(add, filled(f"{other.server.address}/xapi"))
    forwarding = Forwarding.objects.get()
    assert made.url == address(forwarding)
    assert (forwarding.version, forwarding.purpose, forwarding.opened_by_id) == (
        "2.0.0",
        "improvement",
        Account.objects.get(mandates__organisation=organisation).pk,
    )
    assert "Rien n’est encore traité." in text_of(by.get(made.url))
    turn(forwarding)
    assert list(other.kept) == [identifier]
    page = by.get(made.url)
    said = text_of(page)
    assert "En cours" in said
    assert "Tout ce qui est enregistré est traité." in said
    assert "Comparer les parcours." in said
    assert SECRET not in page.content.decode()
    assert "Réseau d’exemple" in text_of(by.get(listed))


def test_the_secret_never_comes_back_even_with_an_error(tool: Tool, other: FakeStore) -> None:
    by = browser(contributor(organisation_of(tool)))
    add = reverse("records:open_forwarding", args=[organisation_of(tool).pk])
    for wrong in ({"label": ""}, {"endpoint": "ftp://a"}, {"key": "a:b"}):
        page = by.post(add, filled(f"{other.server.address}/xapi", **wrong))
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
        assert "field__error" in page.content.decode()
    assert not Forwarding.objects.exists()


@pytest.mark.parametrize("endpoint", ["https://127.0.0.1/xapi", "https://[::ffff:10.0.0.1]/", "http://exemple.fr/"])
def test_an_address_that_is_not_public_is_refused_beside_its_field(tool: Tool, settings: Any, endpoint: str) -> None:
    settings.OUTGOING_LOOPBACK = False
    by = browser(contributor(organisation_of(tool)))
    page = by.post(reverse("records:open_forwarding", args=[organisation_of(tool).pk]), filled(endpoint))
    assert re.search(r"adresse qui n’est pas publique|doit commencer par https", text_of(page))
    assert not Forwarding.objects.exists()


def test_what_goes_wrong_is_said_in_plain_words_and_resumed(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    by = browser(contributor(organisation_of(tool)))
    tool.call("POST", "statements", statement())
    other.down = 503
    turn(forwarding)
    said = text_of(by.get(address(forwarding)))
    assert "L’autre entrepôt demande d’attendre (réponse 503). Il a dit : « en panne »." in said
    assert "1 échec de suite. Rien n’est perdu. Prochain essai :" in said
    for _ in range(19):
        turn(forwarding)
    said = text_of(by.get(address(forwarding)))
    assert "En pause après 20 échecs" in said
    other.down = 0
    answer = by.post(address(forwarding, "resume_forwarding"), follow=True)
    assert "La transmission reprend" in text_of(answer)
    assert turn(forwarding).sent == 1
    assert "échec" not in text_of(by.get(address(forwarding))).replace("En pause après des échecs", "")


def test_refused_statements_are_listed_with_what_was_said(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    ids = tool.call("POST", "statements", [statement(), statement()]).json()
    other.refused = {ids[0]: (400, b'{"detail": "<script>alert(1)</script>"}')}
    turn(forwarding)
    page = browser(contributor(organisation_of(tool))).get(address(forwarding)).content.decode()
    assert ids[0] in page
    assert ids[1] not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert RefusedStatement.objects.count() == 1


def test_pause_resume_and_close(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    by = browser(contributor(organisation_of(tool)))
    tool.call("POST", "statements", statement())
    assert "est en pause" in text_of(by.post(address(forwarding, "pause_forwarding"), follow=True))
    assert turn(forwarding).sent == 0
    assert by.get(address(forwarding, "pause_forwarding")).status_code == 405
    by.post(address(forwarding, "resume_forwarding"))
    assert turn(forwarding).sent == 1
    assert "Laboratoire d’exemple" in text_of(by.get(address(forwarding, "close_forwarding")))
    closed = by.post(address(forwarding, "close_forwarding"), follow=True)
    assert "le secret est oublié" in text_of(closed)
    forwarding.refresh_from_db()
    assert (forwarding.state, forwarding.sealed_secret) == ("closed", "")
    again = by.post(address(forwarding, "resume_forwarding"))
    assert again.status_code == 409
    assert "Rien n’a été changé" in text_of(again)


def test_strangers_see_nothing(tool: Tool, other: FakeStore) -> None:
    forwarding = opened(tool, other)
    organisation_id = organisation_of(tool).pk
    for by in (person(), contributor(OrganisationFactory())):
        client = browser(by)
        for name in ("forwarding", "close_forwarding"):
            assert client.get(address(forwarding, name)).status_code == 403
        for name in ("pause_forwarding", "resume_forwarding", "close_forwarding"):
            assert client.post(address(forwarding, name)).status_code == 403
        for name in ("forwardings", "open_forwarding"):
            assert client.get(reverse(f"records:{name}", args=[organisation_id])).status_code == 403
    forwarding.refresh_from_db()
    assert forwarding.state == "running"
    assert (
        browser(contributor(forwarding.store.organisation))
        .get(reverse("records:forwarding", args=[uuid4()]))
        .status_code
        == 404
    )


def test_a_learner_reads_who_receives_and_takes_it_away(tool: Tool, other: FakeStore) -> None:
    organisation, mine = organisation_of(tool), person()
    made = enrol_learner(
        organisation_id=organisation.pk, label="Mon nom", account_id=mine.account_id, by=PLATFORM, now=NOW
    )
    client = browser(mine)
    my_data = reverse("people:my_data")
    assert "Qui reçoit vos traces" not in text_of(client.get(my_data))
    tool.call("POST", "statements", statement(actor=agent_of(made.name)))
    turn(opened(tool, other))
    said = text_of(client.get(my_data))
    assert "Laboratoire d’exemple" in said
    assert "Mesurer ce qui aide à apprendre." in said
    export = client.get(reverse("records:export_learner", args=[made.id]))
    lines = [json.loads(each) for each in b"".join(export.streaming_content).splitlines()]  # type: ignore[attr-defined]
    (recipient,) = [each["recipient"] for each in lines if "recipient" in each]
    assert (recipient["recipient"], recipient["organisation"]) == ("Laboratoire d’exemple", organisation.name)
    assert recipient["since"] is not None
    assert "Qui reçoit vos traces" not in text_of(browser(person()).get(my_data))
    erasing = browser(representative(organisation)).get(reverse("records:erase_learner", args=[made.id]))
    assert "sont parties vers : Laboratoire d’exemple." in text_of(erasing)
    assert f"demandez-leur d’effacer aussi « {made.name} »" in text_of(erasing)
