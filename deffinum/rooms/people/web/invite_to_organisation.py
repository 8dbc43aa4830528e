"""Invite someone to act for an organisation; send again; withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.rooms.people.commands.invite_to_organisation import (
    invite_to_organisation,
    resend_invitation,
    revoke_invitation,
)
from deffinum.rooms.people.models import Invitation, Organisation
from deffinum.rooms.people.policies import may_invite, visible_invitations
from deffinum.rooms.people.web.crumbs import under_organisations
from deffinum.rooms.people.web.refusals import require
from deffinum.rooms.people.words import MandateKind


class InvitationForm(AccessibleForm):
    """Whom, and to do what."""

    autocomplete = {"email": "off"}

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de la personne"),
        help_text=gettext_lazy("Elle devra se connecter avec cette adresse pour accepter."),
        error_messages={"required": gettext_lazy("Indiquez l’adresse de la personne à inviter.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Elle pourra"),
        widget=forms.RadioSelect,
        choices=[
            (MandateKind.CONTRIBUTOR, gettext_lazy("Contribuer : remplir les dossiers de l’organisation")),
            (
                MandateKind.REPRESENTATIVE,
                gettext_lazy("Représenter : remplir, signer, inviter et ouvrir des jetons"),
            ),
        ],
        initial=MandateKind.CONTRIBUTOR,
    )


@login_required
def page(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The form, and the invitation sent."""
    actor, now = actor_of(request), now_of(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    require(may_invite(actor, organisation, now=now))
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_to_organisation(organisation_id=organisation_id, **form.cleaned_data, by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’invitation est partie. Elle reste ouverte quatorze jours."))
            return redirect("people:organisation_page", organisation_id=organisation_id)
    crumb = Crumb(organisation.name, reverse("people:organisation_page", args=[organisation_id]))
    context = {"form": form, "organisation": organisation, "crumbs": under_organisations(crumb, _("Inviter"))}
    return render(request, "people/invite_to_organisation.html", context)


@login_required
@require_POST
def resend(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Send again, for fourteen more days."""
    return _act(request, invitation_id, resend_invitation, _("L’invitation est repartie, pour quatorze jours."))


@login_required
@require_POST
def revoke(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Withdraw it."""
    return _act(request, invitation_id, revoke_invitation, _("L’invitation est retirée : son lien n’ouvre plus rien."))


def _act(request: HttpRequest, invitation_id: uuid.UUID, command: Callable[..., None], said: str) -> HttpResponse:
    actor, now = actor_of(request), now_of(request)
    invitation = get_object_or_404(Invitation, pk=invitation_id, pk__in=visible_invitations(actor).values("pk"))
    require(may_invite(actor, invitation.organisation, now=now))
    try:
        command(invitation_id=invitation_id, by=actor, now=now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("people:organisation_page", organisation_id=invitation.organisation_id)
