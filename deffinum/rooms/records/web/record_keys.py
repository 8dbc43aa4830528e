"""The keys of an organisation's store: list, make (the secret is shown once) and close."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from deffinum.design.forms import AccessibleForm, DateField
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.records.commands.open_store import NewKey, close_key, make_key
from deffinum.rooms.records.models import AccessKey
from deffinum.rooms.records.policies import may_forward, may_open_keys, may_see_records, may_set_retention
from deffinum.rooms.records.queries.learners import learner_count
from deffinum.rooms.records.queries.record_keys import keys_of_organisation, statement_count, store_of
from deffinum.rooms.records.web.refusals import organisation_or_404, require, under_records
from deffinum.rooms.records.words import KeyScope, Purpose

PROPOSED_LIFE = timedelta(days=365)
USUAL = (KeyScope.WRITE, KeyScope.READ_MINE, KeyScope.STATE, KeyScope.DEFINE)
"""What most tools need."""


class KeyForm(AccessibleForm):
    """Which tool, what it may do, and until when."""

    label = forms.CharField(
        label=gettext_lazy("Outil qui utilisera cette clé"),
        max_length=100,
        help_text=gettext_lazy("Par exemple « Casque n° 3 » ou « Plateforme du siège ». Les traces portent ce nom."),
        error_messages={"required": gettext_lazy("Nommez l’outil qui utilisera cette clé.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que l’outil peut faire"),
        choices=KeyScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ne cochez que ce dont l’outil a besoin."),
        error_messages={"required": gettext_lazy("Donnez au moins un droit à cette clé.")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Pourquoi l’outil écrit"),
        choices=[("", gettext_lazy("Aucun accord à vérifier")), *Purpose.choices],
        required=False,
        help_text=gettext_lazy("Avec un usage, rien n’est écrit sur un apprenant qui a retiré son accord pour lui."),
    )
    expires_on = DateField(
        label=gettext_lazy("Dernier jour"),
        required=False,
        help_text=gettext_lazy("Sans date, la clé sert jusqu’à ce que vous la fermiez."),
    )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """What the store holds, and who may write or read there."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_see_records(actor, organisation_id, now=now))
    store_id = store_of(organisation_id=organisation_id)
    context = {
        "organisation": organisation,
        "keys": keys_of_organisation(organisation_id=organisation_id, now=now),
        "statements": statement_count(store_id=store_id) if store_id else None,
        "learners": learner_count(store_id=store_id) if store_id else 0,
        "may_set": may_set_retention(actor, organisation_id, now=now),
        "may_forward": may_forward(actor, organisation_id, now=now),
        "may_open": may_open_keys(actor, organisation_id, now=now),
        "crumbs": under_records(organisation),
    }
    return render(request, "records/record_keys.html", context)


@login_required
@never_cache
def make(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The page that follows the form is the only one that shows the secret."""
    actor, now = actor_of(request), now_of(request)
    organisation = organisation_or_404(organisation_id)
    require(may_open_keys(actor, organisation_id, now=now))
    form = KeyForm(
        request.POST if request.method == "POST" else None,
        initial={"scopes": [each.value for each in USUAL], "expires_on": day_of(now) + PROPOSED_LIFE},
    )
    context = {"form": form, "organisation": organisation, "crumbs": under_records(organisation, _("Nouvelle clé"))}
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["expires_on"]
        try:
            made = make_key(
                organisation_id=organisation_id,
                label=form.cleaned_data["label"],
                scopes=[KeyScope(each) for each in form.cleaned_data["scopes"]],
                expires_at=_end_of(last),
                purpose=Purpose(form.cleaned_data["purpose"]) if form.cleaned_data["purpose"] else None,
                by=actor,
                now=now,
            )
        except DomainError as error:
            if error.field == "expires_at":
                error.field = "expires_on"
            form.add_domain_error(error)
        else:
            return render(request, "records/key_made.html", context | configuration_of(made))
    return render(request, "records/make_key.html", context)


def configuration_of(made: NewKey) -> dict[str, str]:
    """What a tool is told: the store's address, the key and its secret; one by one, and as JSON to copy whole."""
    told = {"endpoint": f"{settings.SITE_URL}/xapi/", "key": str(made.id), "secret": made.secret}
    return told | {"configuration": json.dumps(told, indent=2)}


def _end_of(last: date | None) -> datetime | None:
    """The last second of the day, in the platform's zone."""
    return None if last is None else datetime.combine(last, time(23, 59, 59), ZoneInfo(settings.DEFAULT_ZONE))


@login_required
def close(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST closes."""
    actor, now = actor_of(request), now_of(request)
    key = get_object_or_404(AccessKey.objects.select_related("store"), pk=key_id)
    organisation = organisation_or_404(key.store.organisation_id)
    require(may_open_keys(actor, organisation.id, now=now))
    back = reverse("records:record_keys", args=[organisation.id])
    if request.method == "POST":
        close_key(key_id=key_id, by=actor, now=now)
        messages.success(
            request, _("La clé est fermée : l’outil n’écrit ni ne lit plus rien. Ses traces sont gardées.")
        )
        return redirect(back)
    context = {"key": key, "back": back, "crumbs": under_records(organisation, _("Fermer une clé"))}
    return render(request, "records/close_key.html", context)
