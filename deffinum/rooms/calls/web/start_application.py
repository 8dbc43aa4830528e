"""Open an application on the call's open wave."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.start_application import start_application
from deffinum.rooms.calls.models import Wave
from deffinum.rooms.calls.policies.call import visible_calls
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.queries.pinned_rules import configuration_of_version
from deffinum.rooms.calls.web.application_frame import application_page
from deffinum.rooms.people.public import organisations_of


class StartApplicationForm(AccessibleForm):
    """Who leads, and what the project is called."""

    organisation_id = forms.UUIDField(
        label=gettext_lazy("Organisation chef de file"),
        help_text=gettext_lazy("Elle dépose le dossier et répond du groupement."),
        widget=forms.Select,
        error_messages={"required": gettext_lazy("Choisissez l’organisation qui dépose.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Titre du projet"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Donnez un titre à votre projet : vous pourrez le changer plus tard.")
        },
    )
    acronym = forms.CharField(label=gettext_lazy("Acronyme"), max_length=60, required=False)
    months = forms.IntegerField(
        label=gettext_lazy("Durée prévue, en mois"), required=False, min_value=1, max_value=120,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    scope = forms.ChoiceField(label=gettext_lazy("Portée du projet"), required=False)

    def __init__(self, *args: Any, organisations: Any, configuration: CallConfiguration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].widget.choices = [(each.id, each.name) for each in organisations]
        scopes = [("", _("À préciser plus tard")), *((key, str(label)) for key, label in configuration.scopes)]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        if not configuration.scopes:
            del self.fields["scope"]


@application_page
def page(request: HttpRequest, call_slug: str) -> HttpResponse:
    """The form; POST opens the draft and goes to it."""
    actor, now = actor_of(request), now_of(request)
    call = get_object_or_404(visible_calls(actor).select_related("current_version"), slug=call_slug)
    wave = Wave.objects.filter(call=call).open_at(now).first()
    organisations = organisations_of(actor)
    form = None
    if wave is not None and organisations and call.current_version is not None:
        configuration = configuration_of_version(call.current_version)
        form = StartApplicationForm(request.POST or None, organisations=organisations, configuration=configuration)
    if request.method == "POST" and form is not None and wave is not None and form.is_valid():
        try:
            application = start_application(wave_id=wave.pk, by=actor, now=now, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request,
                _("Votre candidature %(reference)s est ouverte. Tout ce que vous écrivez est gardé.")
                % {"reference": application.reference},
            )
            return redirect("calls:application", application_id=application.pk)
    context = {"call": call, "call_title": Text.read(call.title), "wave": wave, "organisations": organisations,
               "form": form, "now": now, "register_address": reverse("people:register_organisation")}  # fmt: skip
    return render(request, "calls/application/start.html", context, status=422 if form and form.errors else 200)
