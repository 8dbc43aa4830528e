"""`/conventions/<id>/signer/<party>/`: read the text, see its fingerprint, sign."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.rooms.grants.commands.sign_agreement import sign_agreement
from deffinum.rooms.grants.models import AgreementParty
from deffinum.rooms.grants.policies import may_sign
from deffinum.rooms.grants.queries.agreement_page import agreement_page
from deffinum.rooms.grants.web.readable_agreement import readable_agreement


class SignForm(AccessibleForm):
    """Who signs, in which capacity, on which text."""

    signatory = forms.CharField(label=gettext_lazy("Votre nom"), max_length=200)
    capacity = forms.CharField(
        label=gettext_lazy("Votre qualité"),
        max_length=200,
        help_text=gettext_lazy("Par exemple : directrice générale."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("J’ai lu la convention et je m’engage au nom de l’organisation."),
        error_messages={"required": gettext_lazy("Cochez cette case pour signer : rien n’est signé sans elle.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    autocomplete = {"signatory": "name", "capacity": "organization-title"}


@login_required
def page(request: HttpRequest, agreement_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """GET shows the text's address and its fingerprint; POST signs once."""
    row = readable_agreement(request, agreement_id)
    actor, now = actor_of(request), now_of(request)
    parties = AgreementParty.objects.current().select_related("organisation")
    party = get_object_or_404(parties, pk=party_id, agreement=row)
    found = agreement_page(row, actor=actor, now=now)
    start = {"signatory": actor.name, "seen": found.file_sha256}
    form = SignForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            sign_agreement(
                party_id=party.pk, seen_sha256=words["seen"], signatory=words["signatory"],
                capacity=words["capacity"], by=actor, now=now,
            )  # fmt: skip
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("Votre signature est enregistrée pour %(name)s.") % {"name": party.organisation.name}
            )
            return redirect("grants:agreement", agreement_id=row.pk)
    elif request.method == "POST":
        party.agreement = row
        may_sign(actor, party, now=now).require()
    line = next(each for each in found.parties if each.id == party.pk)
    crumbs = [
        Crumb(_("Accueil"), "/"),
        Crumb(found.reference, reverse("grants:agreement", args=[row.pk])),
        Crumb(_("Signer")),
    ]
    context = {"crumbs": crumbs, "agreement": found, "party": line, "form": form}
    return render(request, "grants/sign_agreement.html", context, status=422 if form.is_bound and form.errors else 200)
