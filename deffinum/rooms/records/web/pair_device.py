"""Pair a headset: choose who and what, show the code and its QR, see when it is used."""

from __future__ import annotations

import uuid

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of, text_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.public import Organisation
from deffinum.rooms.records.commands.pair_device import open_pairing
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.policies import may_pair
from deffinum.rooms.records.queries.devices import PairingPage, pairing_page
from deffinum.rooms.records.web.devices import crumbs_of, require
from deffinum.rooms.records.web.qr import qr_svg
from deffinum.rooms.records.words import Purpose

STOP_POLLING = 286
"""The status by which htmx swaps the part in and asks no more."""


class PairingForm(AccessibleForm):
    """What the headset will write about, and for how long."""

    title = forms.CharField(
        label=gettext_lazy("Nom de la ressource"),
        max_length=200,
        help_text=gettext_lazy("Par exemple « Poser une échelle »."),
        error_messages={"required": gettext_lazy("Nommez la ressource.")},
    )
    activity = forms.CharField(
        label=gettext_lazy("Adresse de la ressource"),
        max_length=1000,
        help_text=gettext_lazy("L’IRI de l’activité, que l’éditeur du contenu vous donne."),
        error_messages={"required": gettext_lazy("Donnez l’adresse de la ressource.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Durée de l’accès"),
        coerce=int,
        choices=[
            (1, gettext_lazy("Un jour")),
            (7, gettext_lazy("Une semaine")),
            (30, gettext_lazy("Un mois, pour un casque qui reste hors connexion")),
        ],
    )


class TrainerPairingForm(PairingForm):
    """The same, for a learner of the organisation."""

    learner = forms.ModelChoiceField(
        queryset=Learner.objects.none(),
        label=gettext_lazy("Apprenant"),
        error_messages={"required": gettext_lazy("Choisissez l’apprenant.")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Usage des traces"),
        choices=Purpose.choices,
        required=False,
        help_text=gettext_lazy("Si l’apprenant retire son accord pour cet usage, le casque n’écrit plus rien."),
    )
    field_order = ("learner", "title", "activity", "days", "purpose")

    def __init__(self, *args: object, organisation: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["learner"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
        chosen.queryset = Learner.objects.filter(store__organisation=organisation)


@login_required
def for_trainer(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """A person of the organisation pairs a headset for one of its learners."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    require(may_pair(actor_of(request), organisation.pk, None, now=now_of(request)))
    form = TrainerPairingForm(_sent(request), initial=_proposed(request), organisation=organisation)
    return _opened(request, form, organisation, None)


@login_required
def for_learner(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """A learner pairs a headset for themselves."""
    learner = get_object_or_404(Learner.objects.select_related("store__organisation"), pk=learner_id)
    organisation = learner.store.organisation
    require(may_pair(actor_of(request), organisation.pk, learner.account_id, now=now_of(request)))
    return _opened(request, PairingForm(_sent(request), initial=_proposed(request)), organisation, learner)


@login_required
@never_cache
def pairing(request: HttpRequest, pairing_id: uuid.UUID) -> HttpResponse:
    """The code and its QR while it waits; then who used it."""
    found = _readable(request, pairing_id)
    organisation = Organisation.objects.get(pk=found.organisation_id)
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('records:for_headsets')}#{found.code.replace(' ', '')}"
    context = {
        "pairing": found,
        "qr": qr_svg(address, label=_("Code QR du jumelage")) if found.state == "open" else "",
        "crumbs": crumbs_of(organisation, Crumb(_("Jumeler un appareil"))),
        "is_staff": actor_of(request).belongs_to(organisation.pk),
    }
    return render(request, "records/pairing.html", context)


@login_required
@never_cache
def state(request: HttpRequest, pairing_id: uuid.UUID) -> HttpResponse:
    """The part of the page that follows the pairing: nothing new while it waits, then the end of the asking (286)."""
    found = _readable(request, pairing_id)
    if found.state == "open":
        return HttpResponse(status=204)
    return render(request, "records/fragments/pairing_state.html", {"pairing": found}, status=STOP_POLLING)


def for_headsets(request: HttpRequest) -> HttpResponse:
    """Where the QR leads a browser: the code stands after '#', so no server and no log ever reads it."""
    crumbs = [Crumb(_("Accueil"), "/"), Crumb(_("Jumelage d’un appareil"))]
    return render(request, "records/for_headsets.html", {"crumbs": crumbs})


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _proposed(request: HttpRequest) -> dict[str, object]:
    """What another page proposes in the address: the resource and its name."""
    return {
        "activity": text_of(request, "activite", longest=1000),
        "title": text_of(request, "titre"),
        "days": 7,
    }


def _opened(
    request: HttpRequest, form: PairingForm, organisation: Organisation, learner: Learner | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = learner or values["learner"]
        try:
            made = open_pairing(
                learner_id=chosen.pk,
                activity=values["activity"],
                title=values["title"],
                days=values["days"],
                purpose=Purpose(values.get("purpose") or Purpose.TRAINING),
                by=actor_of(request),
                now=now_of(request),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("records:pairing", made.id)
    context = {"form": form, "learner": learner, "crumbs": crumbs_of(organisation, Crumb(_("Jumeler un appareil")))}
    return render(request, "records/pair_device.html", context)


def _readable(request: HttpRequest, pairing_id: uuid.UUID) -> PairingPage:
    found = pairing_page(pairing_id=pairing_id, now=now_of(request))
    if found is None:
        raise Http404
    require(may_pair(actor_of(request), found.organisation_id, found.learner_account_id, now=now_of(request)))
    return found
