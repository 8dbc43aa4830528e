"""My consortia, and what to do next in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.queries.my_applications import MyApplication, my_applications
from deffinum.rooms.calls.web.application_frame import STATE_TONES, application_page


@dataclass(frozen=True)
class MineShown:
    """A line of the list."""

    mine: MyApplication
    tone: str


@application_page
def page(request: HttpRequest) -> HttpResponse:
    """The list, or what to do when there is none."""
    now = now_of(request)
    mine = [MineShown(each, STATE_TONES[each.summary.state]) for each in my_applications(actor_of(request), now=now)]
    return render(request, "calls/application/mine.html", {"mine": mine, "now": now})
