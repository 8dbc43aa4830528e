"""`/conventions/<id>/`: the agreement for the consortium and for who signs; its PDF."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.file_answer import file_answer
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.grants.policies import follows, may_read_agreement
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from deffinum.rooms.grants.queries.euro_thread import euro_thread
from deffinum.rooms.grants.web.readable_agreement import readable_agreement


@login_required
def page(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """State, signatures, tranches, deliverables, the thread of the euro."""
    row = readable_agreement(request, agreement_id)
    actor = actor_of(request)
    found = agreement_page(row, actor=actor, now=now_of(request))
    return render(
        request,
        "grants/agreement.html",
        {
            "crumbs": [Crumb(_("Accueil"), "/"), Crumb(found.reference)],
            "agreement": found,
            "thread": euro_thread(row.award),
            "is_staff": False,
            "follows": follows(actor, row.award),
        },
    )


@login_required
def document(request: HttpRequest, agreement_id: uuid.UUID) -> StreamingHttpResponse:
    """The PDF that is signed; 404 before it is made."""
    row = readable_agreement(request, agreement_id)
    may_read_agreement(actor_of(request), row, now=now_of(request)).require()
    if row.file is None:
        raise Http404
    return file_answer(row.file)
