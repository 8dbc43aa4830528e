"""Send an agreement to sign, take it back, abandon it, prepare it anew, close it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.rooms.grants.commands.cancel_agreement import cancel_agreement
from deffinum.rooms.grants.commands.end_agreement import end_agreement
from deffinum.rooms.grants.commands.revive_agreement import revive_agreement
from deffinum.rooms.grants.commands.send_to_sign import send_to_sign
from deffinum.rooms.grants.commands.take_back import take_back as take_back_command
from deffinum.rooms.grants.policies import may_cancel, may_end, may_prepare_agreement, may_revive, may_take_back
from deffinum.rooms.grants.queries.award_standing import standing_decision
from deffinum.rooms.grants.web.readable_agreement import readable_agreement
from deffinum.rooms.grants.web.staff.acting import act


class NothingForm(AccessibleForm):
    """Only a confirmation."""


class ReasonForm(AccessibleForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        help_text=gettext_lazy("Il est conservé avec la convention."),
        widget=forms.Textarea({"rows": 4}),
    )


@login_required
def send(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Freeze the text and ask for signatures."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_prepare_agreement(actor, row, now=now).require()

    def run(form: Any) -> None:
        send_to_sign(agreement_id=row.pk, by=actor, now=now)

    return act(
        request,
        row,
        NothingForm(request.POST if request.method == "POST" else None),
        title=_("Envoyer à la signature"),
        intro=_("Le texte sera figé, le document produit avec son empreinte, et chaque partie invitée à signer."),
        button=_("Figer le texte et l’envoyer"),
        done=_("La convention est à la signature."),
        command=run,
    )


@login_required
def take_back(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Back to a draft while nobody has signed."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    signed = row.parties.signed().exists()
    may_take_back(actor, row, signed=signed, now=now).require()

    def run(form: Any) -> None:
        take_back_command(agreement_id=row.pk, reason=form.cleaned_data["reason"], by=actor, now=now)

    return act(
        request,
        row,
        ReasonForm(request.POST or None),
        title=_("Reprendre le texte"),
        intro=_("La convention redevient un projet. Le document envoyé reste conservé."),
        button=_("Reprendre le texte"),
        done=_("La convention est de nouveau en préparation."),
        command=run,
    )


@login_required
def cancel(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Abandon."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_cancel(actor, row, now=now).require()

    def run(form: Any) -> None:
        cancel_agreement(agreement_id=row.pk, reason=form.cleaned_data["reason"], by=actor, now=now)

    return act(
        request,
        row,
        ReasonForm(request.POST or None),
        title=_("Abandonner la convention"),
        intro=_(
            "La convention ne pourra plus être signée. Les signatures recueillies et l’historique restent conservés."
        ),
        button=_("Abandonner la convention"),
        done=_("La convention est abandonnée."),
        command=run,
        kind="danger",
    )


@login_required
def revive(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Prepare anew, from the decision in force."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_revive(actor, row, stands=standing_decision(row.award) is not None, now=now).require()

    def run(form: Any) -> None:
        revive_agreement(agreement_id=row.pk, reason=form.cleaned_data["reason"], by=actor, now=now)

    return act(
        request,
        row,
        ReasonForm(request.POST or None),
        title=_("Préparer une nouvelle convention"),
        intro=_(
            "La convention redevient un projet, avec l’aide de la décision en vigueur. Les signatures déjà recueillies "
            "restent conservées, mais chaque partie signera le nouveau texte."
        ),
        button=_("Préparer une nouvelle convention"),
        done=_("La convention est de nouveau en préparation."),
        command=run,
    )


@login_required
def end(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Close."""
    row, actor, now = readable_agreement(request, agreement_id), actor_of(request), now_of(request)
    may_end(actor, row, now=now).require()

    def run(form: Any) -> None:
        end_agreement(agreement_id=row.pk, by=actor, now=now)

    return act(
        request,
        row,
        NothingForm(request.POST if request.method == "POST" else None),
        title=_("Solder la convention"),
        intro=_("Tout est payé et chaque livrable est accepté : la convention se ferme."),
        button=_("Solder la convention"),
        done=_("La convention est soldée."),
        command=run,
    )
