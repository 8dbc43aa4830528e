"""API tokens of an organisation: make (the secret is shown once) and revoke."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
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
from deffinum.design.shapes import Crumb
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.organisation_tokens import make_token, revoke_token
from deffinum.rooms.people.models import Organisation, OrganisationToken
from deffinum.rooms.people.policies import may_make_tokens
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require

PROPOSED_LIFE = timedelta(days=180)


class TokenForm(AccessibleForm):
    """What will use it, and until when."""

    label = forms.CharField(
        label=gettext_lazy("Logiciel qui utilisera ce jeton"),
        max_length=100,
        help_text=gettext_lazy("Par exemple « Logiciel de gestion du siège »."),
        error_messages={"required": gettext_lazy("Nommez le logiciel qui utilisera ce jeton.")},
    )
    expires_on = DateField(label=gettext_lazy("Dernier jour"), help_text=gettext_lazy("Dans un an au plus."))


@login_required
@never_cache
def make(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The page that follows the form is the only one that shows the secret."""
    actor, now = actor_of(request), now_of(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    require(may_make_tokens(actor, organisation, now=now))
    form = TokenForm(
        request.POST if request.method == "POST" else None, initial={"expires_on": day_of(now) + PROPOSED_LIFE}
    )
    crumb = Crumb(organisation.name, reverse("people:organisation_page", args=[organisation_id]))
    context = {"form": form, "organisation": organisation, "crumbs": under_organisations(crumb, _("Nouveau jeton"))}
    if request.method == "POST" and form.is_valid():
        try:
            made = make_token(organisation_id=organisation_id, **form.cleaned_data, by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return render(request, "people/token_made.html", context | {"secret": made.secret})
    return render(request, "people/make_token.html", context)


@login_required
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """GET asks, POST revokes."""
    actor, now = actor_of(request), now_of(request)
    token = get_object_or_404(OrganisationToken.objects.select_related("organisation"), pk=token_id)
    require(may_make_tokens(actor, token.organisation, now=now))
    back = reverse("people:organisation_page", args=[token.organisation_id])
    if request.method == "POST":
        try:
            revoke_token(token_id=token_id, by=actor, now=now)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Le jeton est révoqué : le logiciel qui l’utilisait n’a plus accès."))
        return redirect(back)
    crumbs = under_organisations(Crumb(token.organisation.name, back), _("Révoquer un jeton"))
    return render(request, "people/revoke_token.html", {"token": token, "back": back, "crumbs": crumbs})
