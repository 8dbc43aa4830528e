"""Register an organisation."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm, DateField, SiretField, ThreePartDate
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.register_organisation import register_organisation
from deffinum.rooms.people.policies import may_register_organisation
from deffinum.rooms.people.queries.regions import regions
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require
from deffinum.rooms.people.words import OrganisationKind


class OrganisationForm(AccessibleForm):
    """What an organisation says of itself; the same form registers and corrects."""

    autocomplete = {
        "name": "organization",
        "address": "street-address",
        "postcode": "postal-code",
        "commune_name": "address-level2",
    }

    name = forms.CharField(
        label=gettext_lazy("Nom de l’organisation"),
        max_length=200,
        error_messages={"required": gettext_lazy("Indiquez le nom de l’organisation.")},
    )
    siret = SiretField(label=gettext_lazy("SIRET de l’établissement"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Type d’organisation"),
        choices=[("", gettext_lazy("Choisissez")), *OrganisationKind.choices],
        error_messages={"required": gettext_lazy("Choisissez le type d’organisation dans la liste.")},
    )
    activity_number = forms.CharField(
        label=gettext_lazy("Numéro de déclaration d’activité (NDA)"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Onze chiffres. Organismes de formation et CFA seulement."),
    )
    region_code = forms.ChoiceField(label=gettext_lazy("Région"), required=False)
    address = forms.CharField(label=gettext_lazy("Adresse"), required=False, max_length=300)
    postcode = forms.CharField(label=gettext_lazy("Code postal"), required=False, max_length=5)
    commune_name = forms.CharField(label=gettext_lazy("Commune"), required=False, max_length=100)
    created_on = DateField(
        label=gettext_lazy("Date de création"),
        required=False,
        widget=ThreePartDate(),
        help_text=gettext_lazy("Certains appels demandent un âge minimal. Par exemple 2 5 1998."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Non précisée")), *((each.code, each.name) for each in regions())]
        self.fields["region_code"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the commands take."""
        return self.cleaned_data | {"siret": self.cleaned_data["siret"].digits}


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`?siret=` fills the field (a proposal of the identity provider)."""
    actor, now = actor_of(request), now_of(request)
    require(may_register_organisation(actor, now=now))
    digits = re.sub(r"[^0-9]", "", request.GET.get("siret", ""))[:14]
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial={"siret": digits})
    if request.method == "POST" and form.is_valid():
        try:
            organisation_id = register_organisation(**form.values(), by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’organisation est enregistrée : vous en êtes le représentant."))
            return redirect("people:organisation_page", organisation_id=organisation_id)
    context = {"form": form, "crumbs": under_organisations(_("Enregistrer une organisation"))}
    return render(request, "people/register_organisation.html", context)
