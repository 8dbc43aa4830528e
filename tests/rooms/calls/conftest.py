"""What tests of calls may ask for: the clock set to an instant, and people signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from deffinum.foundation.clock.instants import database_now, set_sample_clock
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.calls.commands.load_sample import load_calls_sample
from deffinum.rooms.people.public import Account
from tests.factories.calls import NOW, make_account


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`clock_at(NOW)`: the platform's clock starts from this instant, and goes on (pages read it too)."""

    def move(instant: datetime) -> None:
        monkeypatch.setattr("deffinum.design.requests.database_now", database_now)
        set_sample_clock(instant - datetime.now(UTC))

    return move


@pytest.fixture
def at_now(db: None, clock_at: Callable[[datetime], None]) -> None:
    """The clock of most tests."""
    clock_at(NOW)


@pytest.fixture
def loaded(at_now: None) -> None:
    """The calls and projects that come with the project."""
    load_calls_sample(by=PLATFORM, now=NOW)


@pytest.fixture
def signed_in(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """`signed_in(officer(call))`: a client whose requests are this actor's."""

    def client_of(actor: Actor) -> Client:
        account: Account = make_account()
        known = Actor(
            account_id=account.pk,
            name=actor.name,
            grants=actor.grants,
            organisation_ids=actor.organisation_ids,
            kind="person",
        )
        actors[account.pk] = known
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    actors: dict[object, Actor] = {}
    monkeypatch.setattr(
        "deffinum.rooms.people.web.current_actor.actor_of_account",
        lambda account, *, day: actors[account.pk],
    )
    return client_of
