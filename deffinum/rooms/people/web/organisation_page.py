"""An organisation, for its members: mandates, invitations, requests, tokens."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Row
from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Siret
from deffinum.rooms.people.models import Organisation
from deffinum.rooms.people.queries.organisation_page import organisation_page
from deffinum.rooms.people.queries.organisations import OrganisationSummary
from deffinum.rooms.people.web.crumbs import under_organisations


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """404 when it does not exist, 403 for someone without a mandate."""
    try:
        found = organisation_page(organisation_id, actor=actor_of(request), now=now_of(request))
    except Organisation.DoesNotExist:
        raise Http404 from None
    except Refused as error:
        raise PermissionDenied(str(error)) from None
    context = {
        "page": found,
        "organisation": found.organisation,
        "rows": identity_rows(found.organisation),
        "crumbs": under_organisations(found.organisation.name),
    }
    return render(request, "people/organisation_page.html", context)


def identity_rows(organisation: OrganisationSummary) -> list[Row]:
    """The organisation's identity, line by line; what is not known says so."""
    unknown = _("non renseigné")
    place = " ".join(part for part in (organisation.postcode, organisation.commune_name) if part)
    rows = [
        Row(_("SIRET"), str(Siret(organisation.siret)) if organisation.siret else unknown),
        Row(_("Type"), organisation.kind_label),
        Row(_("Adresse"), ", ".join(part for part in (organisation.address, place) if part) or unknown),
        Row(_("Région"), organisation.region or unknown),
    ]
    if organisation.activity_number:
        rows.insert(1, Row(_("Numéro de déclaration d’activité"), organisation.activity_number))
    return rows
