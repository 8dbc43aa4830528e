"""`/instruction/conventions/<id>/`: the officer's view of an agreement."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.grants.policies import follows
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from deffinum.rooms.grants.queries.euro_thread import euro_thread
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import staff_crumbs


@login_required
def page(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """A member who comes here is taken to the consortium's own page."""
    row = readable_agreement(request, agreement_id)
    actor = actor_of(request)
    if not follows(actor, row.award):
        return redirect("grants:agreement", agreement_id=row.pk)
    return render(
        request,
        "grants/agreement.html",
        {
            "crumbs": staff_crumbs(row),
            "agreement": agreement_page(row, actor=actor, now=now_of(request)),
            "thread": euro_thread(row.award),
            "is_staff": True,
            "follows": True,
        },
    )
