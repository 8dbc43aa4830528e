"""Give or refuse the mandate that someone asks for."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.request_mandate import answer_mandate_request
from deffinum.rooms.people.models import MandateRequest
from deffinum.rooms.people.policies import may_answer_mandate_request
from deffinum.rooms.people.web.refusals import require


@login_required
@require_POST
def answer(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """`answer=accept` gives it; anything else refuses it."""
    actor, now = actor_of(request), now_of(request)
    asked = get_object_or_404(MandateRequest, pk=request_id)
    require(may_answer_mandate_request(actor, asked, now=now))
    accept = request.POST.get("answer") == "accept"
    try:
        answer_mandate_request(request_id=request_id, accept=accept, by=actor, now=now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le mandat est donné.") if accept else _("La demande est refusée."))
    return redirect("people:organisation_page", organisation_id=asked.organisation_id)
