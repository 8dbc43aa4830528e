"""Where my application stands: the follow-up page of a consortium, and the panel on its application's page."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.calls.public import summary_of
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.decision import may_lodge_appeal
from deffinum.rooms.selection.policies.examination import may_follow
from deffinum.rooms.selection.queries.follow import follow_examination
from deffinum.rooms.selection.web.staff.frame import signed_in


@signed_in
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """`/suivi/<application>/`: members of the consortium; 404 as long as nothing was deposited."""
    examination = Examination.objects.with_application().filter(application_id=application_id).first()
    if examination is None:
        raise Http404
    if not may_follow(actor_of(request), examination, now=now_of(request)):
        raise PermissionDenied
    return render(request, "selection/follow_page.html", follow_context(request, examination))


def follow_context(request: HttpRequest, examination: Examination) -> dict[str, Any]:
    """What the page and the panel show."""
    actor, now = actor_of(request), now_of(request)
    follow = follow_examination(examination, now=now)
    known = follow.known
    if known is not None:
        known.decision.examination = examination
    return {
        "crumbs": [Crumb(_("Mon espace"), "/mon-espace/"), Crumb(examination.application.reference)],
        "follow": follow,
        "summary": summary_of(examination.application),
        "appeal": follow.appeal,
        "may_appeal": may_lodge_appeal(actor, known.decision, now=now)
        if known and known.letter_name and not known.is_open and not hasattr(known.decision, "appeal")
        else None,
        "now": now,
    }
