"""The public list of calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.calls import NOW, make_call

pytestmark = pytest.mark.usefixtures("at_now")


def _text(client: Client, address: str = "/appels/", language: str = "fr") -> str:
    return client.get(address, headers={"accept-language": language}).content.decode()


def test_an_empty_list_says_what_comes_next(client: Client) -> None:
    assert "Aucun appel publié" in _text(client)


@pytest.mark.usefixtures("loaded")
def test_open_calls_come_first_with_their_countdown(client: Client) -> None:
    page = _text(client)
    assert page.index("Appel d’exemple — ouvert aujourd’hui") < page.index("Deffinum – Dispositifs")
    assert "Il reste 60" in page.replace("\u00a0", " ")
    assert "9 mai 2026" in page.replace("\u00a0", " ")


@pytest.mark.usefixtures("loaded")
def test_filters_stand_in_the_address(client: Client) -> None:
    only_open = _text(client, "/appels/?etat=open")
    assert "Appel d’exemple" in only_open
    assert "Deffinov Tiers-Lieux" not in only_open
    paca = _text(client, "/appels/?region=93")
    assert "Deffinov Tiers-Lieux" in paca
    assert "Appel d’exemple — ouvert" not in paca
    assert "Aucun appel ne correspond" in _text(client, "/appels/?q=introuvable")


@pytest.mark.usefixtures("loaded")
def test_the_list_speaks_english(client: Client) -> None:
    page = _text(client, language="en")
    assert "Calls for projects" in page
    assert "Sample call — open today" in page


def test_a_draft_is_not_listed(client: Client) -> None:
    make_call("brouillon", published=False)
    assert "Appel brouillon" not in _text(client)
    assert client.get("/appels/brouillon/").status_code == 404


def test_a_coming_call_says_when_it_opens(client: Client) -> None:
    make_call("a-venir", opens_at=NOW + timedelta(days=3), closes_at=NOW + timedelta(days=30))
    page = _text(client)
    assert "À venir" in page
    assert "Ouverture de la vague 1" in page


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/appels/").status_code == 200
    return len(found)


def test_the_list_costs_the_same_with_one_and_three_calls(client: Client) -> None:
    make_call()
    one = _queries(client)
    make_call()
    make_call()
    assert _queries(client) == one <= 6
