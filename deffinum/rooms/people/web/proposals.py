"""What the identity provider proposes: ask for a mandate, or set the proposal aside."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.propose_organisation import dismiss_proposal
from deffinum.rooms.people.commands.request_mandate import AskedTooOften, request_mandate
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.policies import may_use_own_account
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require


@login_required
@require_POST
def answer(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Set the proposal aside: it is not shown again."""
    actor, now = actor_of(request), now_of(request)
    require(may_use_own_account(actor, now=now))
    dismiss_proposal(proposal_id=proposal_id, by=actor, now=now)
    messages.success(request, _("La proposition est écartée. Vous pourrez toujours demander un mandat."))
    return redirect("people:my_organisations")


@login_required
def request_page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """GET says what asking means, POST asks."""
    actor, now = actor_of(request), now_of(request)
    require(may_use_own_account(actor, now=now))
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    if request.method == "POST":
        try:
            request_mandate(organisation_id=organisation_id, by=actor, now=now)
        except AskedTooOften:
            raise  # a page of its own (429), which says when to come back
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Votre demande est transmise aux représentants de l’organisation."))
        return redirect("people:my_organisations")
    context = {"organisation": organisation, "crumbs": under_organisations(_("Demander un mandat"))}
    return render(request, "people/request_mandate.html", context)
