"""Personas in one click and the sample clock: in sample mode only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.clock.instants import sample_clock_shift
from deffinum.foundation.values import Text
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.public import sample_account
from deffinum.rooms.people.queries import sample as sample_queries
from deffinum.rooms.people.queries.sample import PERSONAS, register_sample_moment
from tests.factories.people import AccountFactory

ADDRESSES = ("/demonstration/", "/demonstration/entrer/", "/demonstration/sortir/", "/demonstration/horloge/")


@pytest.fixture
def no_sample_mode(settings: Any) -> None:
    settings.SAMPLE_MODE = False


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_it_exists_outside_sample_mode(
    client: Client, sample: None, no_sample_mode: None, address: str
) -> None:
    answer = client.get(address) if address == "/demonstration/" else client.post(address, {"persona": "lead"})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_banner_is_not_shown_outside_sample_mode(client: Client, sample: None, no_sample_mode: None) -> None:
    assert "/demonstration/" not in client.get("/comptes/login/").content.decode()


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda each: each.key)
def test_one_click_makes_the_visitor_that_person(client: Client, sample: None, persona: Any) -> None:
    answer = client.post("/demonstration/entrer/", {"persona": persona.key})
    assert answer.headers["location"] == "/mon-espace/"
    assert client.session["_auth_user_id"] == str(sample_account(persona.key).id)
    page = client.get("/demonstration/").content.decode()
    assert page.count("C’est vous") == 1


def test_changing_person_leaves_nothing_of_the_session(client: Client, sample: None) -> None:
    client.post("/demonstration/entrer/", {"persona": "lead"})
    session = client.session
    session["secret-du-precedent"] = "oui"
    session.save()
    client.post("/demonstration/entrer/", {"persona": "officer"})
    assert "secret-du-precedent" not in client.session
    client.post("/demonstration/sortir/")
    assert "_auth_user_id" not in client.session


def test_a_link_alone_enters_nowhere(client: Client, sample: None) -> None:
    for address in ADDRESSES[1:]:
        assert client.get(address, {"persona": "lead"}).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_only_personas_can_be_entered(client: Client, sample: None) -> None:
    real = AccountFactory()
    for key in ("", "root", str(real.pk)):
        assert client.post("/demonstration/entrer/", {"persona": key}).status_code == 404
    Account.objects.filter(pk=sample_account("lead").id).update(is_sample=False)
    client.post("/demonstration/entrer/", {"persona": "lead"})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_before_loading_the_page_says_what_to_do(client: Client) -> None:
    assert "ne sont pas chargées" in client.get("/demonstration/").content.decode()
    client.post("/demonstration/entrer/", {"persona": "lead"})
    assert "_auth_user_id" not in client.session


def move(client: Client, where: str) -> timedelta:
    client.post("/demonstration/horloge/", {"move": where})
    return sample_clock_shift()


@pytest.mark.django_db
def test_the_clock_moves_by_steps_and_comes_back(client: Client) -> None:
    assert move(client, "day") == timedelta(days=1)
    assert move(client, "month") == timedelta(days=31)
    assert move(client, "nowhere") == timedelta(days=31)
    assert "Horloge déplacée" in client.get("/demonstration/").content.decode()
    assert move(client, "real") == timedelta(0)


@pytest.mark.django_db
def test_an_upper_room_names_an_instant_to_go_to(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_queries, "_MOMENTS", {})
    target = datetime.now(UTC) + timedelta(days=40)
    register_sample_moment("exemple.cloture", Text("Aller après la clôture"), lambda: target)
    register_sample_moment("exemple.absent", Text("Jamais"), lambda: None)
    page = client.get("/demonstration/").content.decode()
    assert "Aller après la clôture" in page and "Jamais" not in page
    assert abs(move(client, "exemple.cloture") - timedelta(days=40)) < timedelta(seconds=5)


@pytest.mark.django_db
def test_the_clock_does_not_run_away(client: Client) -> None:
    from deffinum.foundation.clock.instants import set_sample_clock

    set_sample_clock(timedelta(days=3660))
    assert move(client, "month") == timedelta(days=3660)


def test_mandates_follow_the_sample_clock(client: Client, sample: None) -> None:
    client.post("/demonstration/horloge/", {"move": "month"})
    client.post("/demonstration/entrer/", {"persona": "lead"})
    assert "GIFOD" in client.get("/organisations/").content.decode()
