"""The consortium: invite, remove, validate one's part, open it again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

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
from deffinum.rooms.calls.commands.invite_partner import invite_partner
from deffinum.rooms.calls.commands.remove_partner import remove_partner
from deffinum.rooms.calls.commands.reopen_part import reopen_part
from deffinum.rooms.calls.commands.sign_off_part import PartIncomplete, sign_off_part
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.web.gap_address import gap_lines
from deffinum.rooms.calls.words import ApplicationState


class InvitePartnerForm(AccessibleForm):
    """Whom to invite."""

    name = forms.CharField(
        label=gettext_lazy("Organisation à inviter"), max_length=200,
        error_messages={"required": gettext_lazy("Indiquez le nom de l’organisation à inviter.")},
    )  # fmt: skip
    email = forms.CharField(
        label=gettext_lazy("Adresse électronique de la personne à inviter"),
        help_text=gettext_lazy("Elle reçoit un lien personnel, valable 21 jours."),
        error_messages={"required": gettext_lazy("Indiquez l’adresse de la personne à inviter.")},
        widget=forms.EmailInput,
    )


class RemovePartnerForm(AccessibleForm):
    """Why a member leaves."""

    reason = forms.CharField(
        label=gettext_lazy("Motif du retrait"), widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Il est conservé avec le dossier."),
        error_messages={"required": gettext_lazy("Indiquez le motif : il est conservé avec la décision.")},
    )  # fmt: skip


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """The members and their state; POST invites (the lead)."""
    dossier = opened(request, application_id)
    form = InvitePartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_partner(
                application_id=application_id, by=actor_of(request), now=now_of(request), **form.cleaned_data
            )
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’invitation part à %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("calls:consortium", application_id=application_id)
    return _show(request, dossier, form)


def _show(
    request: HttpRequest, dossier: ApplicationDossier, form: InvitePartnerForm, status: int = 200
) -> HttpResponse:
    application_id = dossier.summary.id
    context = page_context(
        request,
        dossier,
        _("Groupement"),
        form=form,
        can_invite=dossier.is_lead and dossier.summary.state == ApplicationState.DRAFT,
        can_sign=dossier.summary.state in {ApplicationState.DRAFT, ApplicationState.COMPLETING},
        mine=[
            (each, gap_lines(application_id, tuple(gap for gap in dossier.completeness.of_partner(each.id)
                                                   if gap.kind != "sign_off")))
            for each in dossier.my_members
        ],
    )  # fmt: skip
    return render(request, "calls/application/consortium.html", context, status=422 if form.errors else status)


@application_page
def remove(request: HttpRequest, application_id: uuid.UUID, partner_id: uuid.UUID) -> HttpResponse:
    """Confirm, with a reason, that a member or an invitation leaves."""
    dossier = opened(request, application_id)
    member = next((each for each in dossier.members if each.id == partner_id), None)
    form = RemovePartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_partner(
                application_id=application_id, partner_id=partner_id, reason=form.cleaned_data["reason"],
                by=actor_of(request), now=now_of(request),
            )  # fmt: skip
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Ce membre ne fait plus partie du groupement."))
            return redirect("calls:consortium", application_id=application_id)
    context = page_context(request, dossier, _("Retirer un membre"), form=form, member=member)
    return render(request, "calls/application/remove_partner.html", context, status=422 if form.errors else 200)


@application_page
def sign_off(request: HttpRequest, application_id: uuid.UUID, partner_id: uuid.UUID) -> HttpResponse:
    """Validate a part (POST)."""
    return _act(request, application_id, partner_id, sign_off_part, _("Votre partie est validée. Merci."))


@application_page
def reopen(request: HttpRequest, application_id: uuid.UUID, partner_id: uuid.UUID) -> HttpResponse:
    """Open a validated part again (POST)."""
    said = _("Votre partie est rouverte : validez-la de nouveau après vos changements.")
    return _act(request, application_id, partner_id, reopen_part, said)


def _act(
    request: HttpRequest, application_id: uuid.UUID, partner_id: uuid.UUID, act: Callable[..., object], said: str
) -> HttpResponse:
    if request.method != "POST":
        return redirect("calls:consortium", application_id=application_id)
    try:
        act(application_id=application_id, partner_id=partner_id, by=actor_of(request), now=now_of(request))
    except PartIncomplete as incomplete:
        messages.error(request, str(incomplete))
    else:
        messages.success(request, said)
    return redirect("calls:consortium", application_id=application_id)
