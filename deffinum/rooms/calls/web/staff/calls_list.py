"""`/instruction/appels/`: the calls that an officer runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.calls.policies.call import OFFICERS_ONLY
from deffinum.rooms.calls.queries.open_calls import call_cards
from deffinum.rooms.people.public import Role


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """403 for those who run no call."""
    actor, now = actor_of(request), now_of(request)
    if not actor.has_any(Role.OFFICER):
        raise PermissionDenied(OFFICERS_ONLY)
    mine = [card for card in call_cards(actor=actor, now=now) if actor.has(Role.OFFICER, card.id)]
    return render(
        request,
        "calls/staff/calls_list.html",
        {"crumbs": [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Appels"))], "cards": mine, "now": now},
    )
