"""What the link of an invitation into a consortium opens: each dead end says what happened and what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.answer_invitation import answer_invitation
from deffinum.rooms.calls.queries.invitation import check_invitation, invitation_of
from deffinum.rooms.people.public import account_summary, organisations_of


class AnswerInvitationForm(AccessibleForm):
    """With which organisation."""

    organisation = forms.UUIDField(
        label=gettext_lazy("Organisation avec laquelle vous rejoignez le groupement"), widget=forms.Select,
        error_messages={"required": gettext_lazy("Choisissez une organisation.")},
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.choices = [(each.id, each.name) for each in organisations]


@never_cache
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows the invitation; POST `answer=accept` or `answer=decline` answers it."""
    actor, now = actor_of(request), now_of(request)
    try:
        partner = invitation_of(secret)
        check_invitation(partner, email=_email(actor), now=now)
    except DomainError as error:
        return render(request, "calls/application/invitation_over.html", {"said": error}, status=error.status)
    organisations = organisations_of(actor)
    form = AnswerInvitationForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and actor.is_known:
        answered = _answer(request, secret, form)
        if answered is not None:
            return answered
    context = {
        "partner": partner,
        "application": partner.application,
        "call_title": Text.read(partner.application.call.title),
        "organisations": organisations,
        "is_known": actor.is_known,
        "form": form if organisations else None,
        "secret": secret,
    }
    return render(request, "calls/application/invitation.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, secret: str, form: AnswerInvitationForm) -> HttpResponse | None:
    actor, now = actor_of(request), now_of(request)
    if request.POST.get("answer") == "decline":
        form.errors.clear()
        partner = answer_invitation(secret=secret, accept=False, by=actor, now=now)
        return render(request, "calls/application/invitation_declined.html", {"partner": partner})
    if not form.is_valid():
        return None
    try:
        partner = answer_invitation(
            secret=secret, accept=True, organisation_id=form.cleaned_data["organisation"], by=actor, now=now
        )
    except DomainError as error:
        form.add_domain_error(error)
        return None
    messages.success(request, _("Vous avez rejoint le groupement. Remplissez votre partie, puis validez-la."))
    return redirect("calls:application", application_id=partner.application_id)


def _email(actor: Actor) -> str:
    """The reader's address; '' for a visitor."""
    return account_summary(actor.account_id).email if actor.account_id is not None else ""
