"""Browsers signed in as someone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories.applications import NOW, Consortium, Person, make_consortium


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Requests arrive at NOW, or at the instant given."""
    instant = {"now": NOW}
    monkeypatch.setattr("deffinum.design.requests.database_now", lambda: instant["now"])

    def move(now: Any) -> None:
        instant["now"] = now

    return move


@pytest.fixture
def browser(db: None) -> Callable[[Person], Client]:
    """`browser(person)`: a client signed in as this person."""

    def sign_in(who: Person) -> Client:
        client = Client()
        client.force_login(who.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def consortium(db: None) -> Consortium:
    """A lead and one partner."""
    return make_consortium()
