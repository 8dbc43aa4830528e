"""What selection puts in the pages of others: the follow-up of an application, the desk, the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from deffinum.design import slots
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.people.public import Role
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_follow
from deffinum.rooms.selection.queries.desk import desk_counts
from deffinum.rooms.selection.web.follow_page import follow_context

DESK_ROLES = (Role.OFFICER, Role.DECIDER, Role.EXPERT, Role.JURY)


def follow_panel(request: HttpRequest, *, application: Any, **_context: Any) -> SafeString | None:
    """On the application's page (its dossier is given): where it stands."""
    summary = application.summary
    if summary.submitted_at is None and not summary.is_historical:
        return None
    examination = Examination.objects.filter(application_id=summary.id).first()
    if examination is None:
        return None
    examination.application = application.application  # already read by the page
    if not may_follow(actor_of(request), examination, now=now_of(request)):
        return None
    return render_to_string("selection/fragments/follow.html", follow_context(request, examination), request)


def desk_now(request: HttpRequest, **_context: Any) -> SafeString | None:
    """What waits for me: files, decisions, appeals, reviews (at most four queries)."""
    actor = actor_of(request)
    if not actor.has_any(*DESK_ROLES):
        return None
    counts = desk_counts(actor=actor, now=now_of(request))
    if counts.is_empty:
        return None
    return render_to_string("selection/fragments/desk_now.html", {"counts": counts}, request)


def desk_lists(request: HttpRequest, **_context: Any) -> SafeString | None:
    """The way to the lists."""
    actor = actor_of(request)
    if not actor.has_any(Role.OFFICER, Role.DECIDER, Role.EXPERT):
        return None
    context = {
        "is_officer": actor.has_any(Role.OFFICER, Role.DECIDER),
        "is_expert": actor.has_any(Role.EXPERT),
    }
    return render_to_string("selection/fragments/desk_lists.html", context, request)


slots.register("calls.application_page.after", follow_panel, order=10)
slots.register("portal.desk.now", desk_now, order=10)
slots.register("portal.desk.lists", desk_lists, order=10)
