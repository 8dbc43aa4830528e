"""Correct what is known of an organisation."""

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
from deffinum.foundation.values import InvalidSiret, Siret
from deffinum.rooms.people.commands.edit_organisation import edit_organisation
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.policies import may_edit_organisation
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require
from deffinum.rooms.people.web.register_organisation import OrganisationForm

COLUMNS = ["name", "kind", "activity_number", "region_code", "address", "postcode", "commune_name", "created_on"]


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Its representatives and the administrators."""
    actor, now = actor_of(request), now_of(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    require(may_edit_organisation(actor, organisation, now=now))
    initial = {name: getattr(organisation, name) for name in COLUMNS} | {"siret": _shown(organisation.siret)}
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_organisation(
                organisation_id=organisation_id,
                commune_code=organisation.commune_code if _same_commune(form, organisation) else "",
                **form.values(),
                by=actor,
                now=now,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Les informations de l’organisation sont à jour."))
            return redirect("people:organisation_page", organisation_id=organisation_id)
    crumb = Crumb(organisation.name, reverse("people:organisation_page", args=[organisation_id]))
    context = {"form": form, "organisation": organisation, "crumbs": under_organisations(crumb, _("Modifier"))}
    return render(request, "people/edit_organisation.html", context)


def _shown(siret: str) -> Siret | str:
    try:
        return Siret.parse(siret)
    except InvalidSiret:
        return siret


def _same_commune(form: OrganisationForm, organisation: Organisation) -> bool:
    """The commune's code is kept as long as its name and postcode do not change."""
    typed = (form.cleaned_data["commune_name"].strip(), form.cleaned_data["postcode"].strip())
    return typed == (organisation.commune_name, organisation.postcode)
