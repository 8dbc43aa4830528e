"""End a mandate, after a page that says what will happen."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.end_mandate import end_mandate
from deffinum.rooms.people.models import Mandate
from deffinum.rooms.people.policies import may_end_mandate
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require


@login_required
def page(request: HttpRequest, mandate_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST ends."""
    actor, now = actor_of(request), now_of(request)
    mandate = get_object_or_404(Mandate.objects.select_related("account", "organisation"), pk=mandate_id)
    require(may_end_mandate(actor, mandate, now=now))
    mine = mandate.account_id == actor.account_id
    back = reverse("people:organisation_page", args=[mandate.organisation_id])
    if request.method == "POST":
        try:
            end_mandate(mandate_id=mandate_id, by=actor, now=now)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(back)
        messages.success(request, _("Le mandat a pris fin."))
        return redirect("people:my_organisations" if mine else back)
    crumbs = under_organisations(Crumb(mandate.organisation.name, back), _("Terminer un mandat"))
    context = {"mandate": mandate, "mine": mine, "back": back, "crumbs": crumbs}
    return render(request, "people/end_mandate.html", context)
