"""`/instruction/appels/<slug>/`: waves, version, notices, exceptions, and what can be done."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.calls.policies.call import may_close_early
from deffinum.rooms.calls.queries.call_page import call_page
from deffinum.rooms.calls.queries.call_versions import call_versions
from deffinum.rooms.calls.queries.staff_call import staff_call
from deffinum.rooms.calls.web.staff.runnable_call import runnable_call, staff_crumbs


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The officer's page of one call."""
    row, actor, now = runnable_call(request, slug), actor_of(request), now_of(request)
    return render(
        request,
        "calls/staff/call.html",
        {
            "crumbs": staff_crumbs(row),
            "row": row,
            "call": call_page(slug, actor=actor, now=now),
            "staff": staff_call(row.pk),
            "versions": call_versions(row.pk),
            "may_close": may_close_early(actor, row, now=now),
            "now": now,
        },
    )
