"""What calls put in the pages of others: home, a lever of the plan, my space, the officers' desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.values import Text
from deffinum.rooms.calls.queries.call_news import call_news
from deffinum.rooms.calls.queries.open_calls import call_cards
from deffinum.rooms.calls.queries.questions import waiting_questions
from deffinum.rooms.calls.queries.sample_moments import in_the_grace, once_closed, shortly_before_closing
from deffinum.rooms.calls.web.my_applications import context_of
from deffinum.rooms.calls.words import CallTiming
from deffinum.rooms.people.public import Role, register_sample_moment

FEW_NEWS = 3
FEW_OF_MINE = 6
"""Applications shown on "mon espace", those that wait first; the others have their own page."""


def home_open_calls(request: HttpRequest, *, now: datetime | None = None, **context: Any) -> SafeString | None:
    """What is open now with its countdown, else what comes next, else nothing."""
    instant = now or now_of(request)
    known = call_cards(actor=actor_of(request), now=instant)
    cards = [each for each in known if each.timing == CallTiming.OPEN]
    cards = cards or [each for each in known if each.timing == CallTiming.COMING]
    if not cards:
        return None
    return render_to_string("calls/fragments/home_open_calls.html", {"cards": cards, "now": instant}, request)


def home_news(request: HttpRequest, *, now: datetime | None = None, **context: Any) -> SafeString | None:
    """The latest notices of calls."""
    news = [each for each in call_news(now=now or now_of(request)) if each.is_notice][:FEW_NEWS]
    return render_to_string("calls/fragments/news.html", {"news": news}, request) if news else None


def lever_calls(request: HttpRequest, *, lever: Any, **context: Any) -> SafeString | None:
    """The calls that run this lever."""
    now = now_of(request)
    cards = call_cards(actor=actor_of(request), now=now, lever_slug=lever.slug)
    if not cards:
        return None
    return render_to_string("calls/fragments/lever_calls.html", {"cards": cards, "now": now}, request)


def my_space_applications(request: HttpRequest, *, actor: Any, now: datetime, **context: Any) -> SafeString | None:
    """On "mon espace": my consortia, else the calls to apply to; nothing for those who act for no organisation."""
    if actor.kind != "person" or not actor.organisation_ids:
        return None
    shown = {**context_of(actor, now=now), "few": FEW_OF_MINE}
    return render_to_string("calls/fragments/my_space_applications.html", shown, request)


def desk_questions(request: HttpRequest, **context: Any) -> SafeString | None:
    """Questions that wait for an answer."""
    waiting = waiting_questions(actor_of(request))
    if not waiting:
        return None
    return render_to_string("calls/fragments/desk_questions.html", {"waiting": waiting}, request)


def desk_tool(request: HttpRequest, **context: Any) -> SafeString | None:
    """A card that leads to the officers' list of calls."""
    if not actor_of(request).has_any(Role.OFFICER):
        return None
    return render_to_string("calls/fragments/desk_tool.html", {}, request)


register_sample_moment(
    "calls.before_closing",
    Text("Juste avant la clôture de l’appel d’exemple", "Just before the sample call closes"),
    shortly_before_closing,
)
register_sample_moment(
    "calls.in_the_grace",
    Text("Juste après la clôture, dans le délai de grâce", "Just after the closing, within the grace"),
    in_the_grace,
)
register_sample_moment(
    "calls.once_closed",
    Text("Après la clôture de l’appel d’exemple", "After the sample call has closed"),
    once_closed,
)
slots.register("portal.home.open_calls", home_open_calls, order=10)
slots.register("portal.home.news", home_news, order=10)
slots.register("plan.lever_page.calls", lever_calls, order=10)
slots.register("portal.my_space.applications", my_space_applications, order=10)
slots.register("portal.desk.now", desk_questions, order=30)
slots.register("portal.desk.tools", desk_tool, order=20)
