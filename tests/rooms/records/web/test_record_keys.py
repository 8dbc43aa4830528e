"""The pages of keys: list, make, close; the secret opens the store."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account, Organisation
from deffinum.rooms.records.models import AccessKey
from deffinum.rooms.records.queries import record_keys
from tests.factories.people import OrganisationFactory, contributor, person
from tests.factories.records import Tool, statement, store_key

pytestmark = pytest.mark.django_db


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=by.account_id))
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def keys_address(organisation: Organisation) -> str:
    return reverse("records:record_keys", args=[organisation.pk])


def test_the_page_of_the_organisation_leads_there() -> None:
    organisation = OrganisationFactory()
    answer = browser(contributor(organisation)).get(reverse("people:organisation_page", args=[organisation.pk]))
    assert keys_address(organisation) in text_of(answer)


def test_an_empty_store_says_what_to_do_next() -> None:
    organisation = OrganisationFactory()
    page = text_of(browser(contributor(organisation)).get(keys_address(organisation)))
    assert "Aucune clé" in page
    assert reverse("records:make_key", args=[organisation.pk]) in page


def test_a_key_is_made_and_its_secret_shown_once_opens_the_store(client: Client) -> None:
    organisation = OrganisationFactory()
    by = browser(contributor(organisation))
    page = text_of(
        by.post(
            reverse("records:make_key", args=[organisation.pk]),
            {"label": "Casque n° 3", "scopes": ["statements/write"], "expires_on": "2190-01-31"},
        )
    )
    key = AccessKey.objects.get()
    secret = re.search(r'id="secret"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*id="secret"', page)
    assert secret is not None
    assert "/xapi/" in page
    pair = base64.b64encode(f"{key.pk}:{secret[1] or secret[2]}".encode()).decode()
    answer = client.post(
        "/xapi/statements",
        statement(),
        content_type="application/json",
        headers={"Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"},
    )
    assert answer.status_code == 200
    listed = text_of(by.get(keys_address(organisation)))
    assert "1 trace enregistrée" in listed
    assert "2190-01-31" in listed
    assert (secret[1] or secret[2]) not in listed
    key.refresh_from_db()
    assert key.last_written_at is not None


def test_what_is_missing_is_said_beside_the_field() -> None:
    organisation = OrganisationFactory()
    page = text_of(
        browser(contributor(organisation)).post(
            reverse("records:make_key", args=[organisation.pk]), {"label": "", "expires_on": "2001-01-01"}
        )
    )
    assert "Nommez l’outil" in page
    assert "au moins un droit" in page
    assert not AccessKey.objects.exists()


def test_an_end_that_is_past_is_said_beside_the_day() -> None:
    organisation = OrganisationFactory()
    page = text_of(
        browser(contributor(organisation)).post(
            reverse("records:make_key", args=[organisation.pk]),
            {"label": "Casque", "scopes": ["state"], "expires_on": "2001-01-01"},
        )
    )
    assert re.search(r'id="id_expires_on"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_expires_on"', page)


def test_a_closed_key_opens_nothing_and_stays_in_the_list() -> None:
    organisation = OrganisationFactory()
    made = store_key(organisation=organisation)
    by = browser(contributor(organisation))
    address = reverse("records:close_key", args=[made.id])
    assert "Fermer la clé" in text_of(by.get(address))
    assert "Fermée" in text_of(by.post(address, follow=True))
    assert Tool(made).call("POST", "statements", statement()).status_code == 401


def test_a_stranger_sees_and_makes_nothing() -> None:
    organisation = OrganisationFactory()
    made = store_key(organisation=organisation)
    by = browser(person())
    for name, argument in (
        ("record_keys", organisation.pk), ("make_key", organisation.pk), ("close_key", made.id),
        ("learners", organisation.pk), ("enrol_learner", organisation.pk),
    ):  # fmt: skip
        assert by.get(reverse(f"records:{name}", args=[argument])).status_code == 403
    assert by.post(reverse("records:close_key", args=[made.id])).status_code == 403
    assert AccessKey.objects.get().closed_at is None


def test_an_organisation_that_is_not_there_is_not_found() -> None:
    assert browser(person()).get(
        reverse("records:record_keys", args=["00000000-0000-0000-0000-000000000001"])
    ).status_code == 404  # fmt: skip


def test_beyond_what_is_counted_an_estimate_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    made = store_key()
    Tool(made).call("POST", "statements", [statement() for _ in range(5)])
    assert record_keys.statement_count(store_id=made.store_id) == record_keys.StatementCount(5, is_exact=True)
    monkeypatch.setattr(record_keys, "COUNTED", 3)
    found = record_keys.statement_count(store_id=made.store_id)
    assert not found.is_exact
    assert found.number >= 4


def test_the_last_writing_is_kept_to_the_minute() -> None:
    made = store_key()
    tool = Tool(made)
    tool.call("POST", "statements", statement())
    first = AccessKey.objects.get().last_written_at
    tool.call("POST", "statements", statement())
    assert AccessKey.objects.get().last_written_at == first
    assert first is not None
    AccessKey.objects.update(last_written_at=first - timedelta(minutes=5))
    tool.call("POST", "statements", statement())
    assert AccessKey.objects.get().last_written_at >= first
