"""What the project is called, how long it lasts, how far it reaches."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.rename_application import rename_application
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.words import PartKind
from deffinum.rooms.people.public import regions


class ApplicationIdentityForm(AccessibleForm):
    """The project's identity."""

    title = forms.CharField(
        label=gettext_lazy("Titre du projet"), max_length=200,
        error_messages={"required": gettext_lazy("Donnez un titre à votre projet. L’ancien titre a été gardé.")},
    )  # fmt: skip
    acronym = forms.CharField(label=gettext_lazy("Acronyme"), max_length=60, required=False)
    months = forms.IntegerField(
        label=gettext_lazy("Durée du projet, en mois"), required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=gettext_lazy("À indiquer avant le dépôt : elle décide du nombre d’années du budget."),
        error_messages={"invalid": gettext_lazy("Écrivez un nombre entier de mois, par exemple 24.")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("Portée du projet"), required=False, help_text=gettext_lazy("À indiquer avant le dépôt."),
    )  # fmt: skip
    region_code = forms.ChoiceField(
        label=gettext_lazy("Région principale"), required=False,
        help_text=gettext_lazy("Laissez vide pour un projet national."),
    )  # fmt: skip

    def __init__(self, *args: Any, configuration: CallConfiguration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [("", _("À préciser")), *((key, str(label)) for key, label in configuration.scopes)]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        places = [("", _("Toute la France")), *((each.code, each.name) for each in regions())]
        self.fields["region_code"].choices = places  # type: ignore[attr-defined]


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """The form; read-only for those who may not write it."""
    dossier, now = opened(request, application_id), now_of(request)
    summary = dossier.summary
    known = {
        "title": summary.title, "acronym": summary.acronym, "months": summary.months, "scope": summary.scope,
        "region_code": summary.region_code,
    }  # fmt: skip
    form = ApplicationIdentityForm(request.POST or None, initial=known, configuration=dossier.configuration)
    if request.method == "POST" and form.is_valid():
        try:
            rename_application(application_id=application_id, by=actor_of(request), now=now, **form.cleaned_data)
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("La présentation est enregistrée."))
            return redirect("calls:application_identity", application_id=application_id)
    can_write = dossier.is_open(PartKind.IDENTITY, "", None, now=now)
    scope_label = dict(dossier.configuration.scopes).get(summary.scope, "")
    context = page_context(request, dossier, _("Présentation"), form=form, can_write=can_write, scope_label=scope_label)
    return render(request, "calls/application/identity.html", context, status=422 if form.errors else 200)
