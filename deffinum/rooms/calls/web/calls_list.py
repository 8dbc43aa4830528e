"""`/appels/`: what is open, coming, closed; the filters stand in the address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of, text_of
from deffinum.design.shapes import Crumb, FilterField, Tab
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards
from deffinum.rooms.calls.words import CallTiming
from deffinum.rooms.people.public import regions

LONGEST_SEARCH = 100
"""Characters of a search that are read."""


def page(request: HttpRequest) -> HttpResponse:
    """The list; `?etat=`, `?region=` and `?q=` filter it."""
    now = now_of(request)
    timing = request.GET.get("etat", "")
    region = request.GET.get("region", "")
    words = text_of(request, "q", longest=LONGEST_SEARCH)
    found = call_cards(actor=actor_of(request), now=now, region_code=region, words=words)
    cards = [each for each in found if timing in ("", each.timing)]
    return render(
        request,
        "calls/calls_list.html",
        {
            "crumbs": [Crumb(_("Appels à projets"))],
            "cards": cards,
            "now": now,
            "filters": _filters(words, region, timing),
            "clear_url": reverse("calls:calls") if words or region else "",
            "is_filtered": bool(timing or region or words),
            "tabs": _tabs(request.GET, timing, found),
        },
    )


def _filters(words: str, region: str, timing: str) -> list[FilterField]:
    places = [("", _("Toutes")), *((each.code, each.name) for each in regions())]
    return [
        FilterField("q", _("Mots cherchés"), words),
        FilterField("region", _("Région"), region, choices=places),
        *([FilterField("etat", value=timing, kind="hidden")] if timing else []),
    ]


def _tabs(asked: QueryDict, current: str, cards: Sequence[CallCard]) -> list[Tab]:
    """One tab a timing, with its count under the other filters; empty ones are left out."""
    labels = [("", _("Tous"))] + [(each.value, str(each.label)) for each in CallTiming]
    tabs = []
    for value, label in labels:
        count = sum(value in ("", card.timing) for card in cards)
        if count or value in ("", current):
            address = asked.copy()
            address.pop("etat", None)
            if value:
                address["etat"] = value
            tabs.append(Tab(label, f"?{address.urlencode()}", is_current=value == current, count=count))
    return tabs
