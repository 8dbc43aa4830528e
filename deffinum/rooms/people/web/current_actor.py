"""Attach the actor to each request, lazily: pages that never ask cost no query."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from deffinum.design.requests import now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import VISITOR, Actor
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.queries.actors import actor_of_account


class ActorMiddleware:
    """`request.actor`: who acts, from the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Store a lazy actor."""
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return VISITOR
    return actor_of_account(account, day=day_of(now_of(request)))
