"""My consortia and what to do next in each, on a page of their own and on "mon espace"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.queries.my_applications import MyApplication, my_applications
from deffinum.rooms.calls.queries.open_calls import open_calls
from deffinum.rooms.calls.web.application_frame import STATE_TONES, application_page


@dataclass(frozen=True)
class MineShown:
    """A line of the list."""

    mine: MyApplication
    tone: str


@application_page
def page(request: HttpRequest) -> HttpResponse:
    """The list, and what to do when nothing is under way."""
    return render(request, "calls/application/mine.html", context_of(actor_of(request), now=now_of(request)))


def context_of(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What the list shows; when none is under way, the calls to apply to first (two queries, four then)."""
    mine = [MineShown(each, STATE_TONES[each.summary.state]) for each in my_applications(actor, now=now)]
    is_under_way = any(each.mine.is_under_way for each in mine)
    return {
        "mine": mine,
        "is_under_way": is_under_way,
        "open_calls": () if is_under_way else open_calls(actor=actor, now=now),
        "may_apply": bool(actor.organisation_ids),
        "now": now,
    }
