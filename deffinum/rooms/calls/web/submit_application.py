"""Deposit: what is missing, then one button; the same page sends the completed file again."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused, Verdict
from deffinum.rooms.calls.commands.submit_application import AlreadySubmitted, submit_application
from deffinum.rooms.calls.commands.submit_pieces import submit_pieces
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.after_deposit import may_submit_pieces
from deffinum.rooms.calls.policies.application import may_submit
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.web.gap_address import gap_lines
from deffinum.rooms.calls.words import ApplicationState


class SubmitApplicationForm(AccessibleForm):
    """The lead's word, and the key that makes a double click harmless."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    truthful = forms.BooleanField(
        label=gettext_lazy("Je certifie, au nom du groupement, que les informations du dossier sont exactes."),
        error_messages={"required": gettext_lazy("Cochez cette case pour déposer le dossier.")},
    )


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """GET shows what will be sent; POST sends it: the instant of arrival decides (PRODUCT rule 6)."""
    actor, now = actor_of(request), now_of(request)
    status = 200
    form = SubmitApplicationForm(request.POST or None, initial={"idempotency_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        completing = Application.objects.filter(pk=application_id, state=ApplicationState.COMPLETING).exists()
        send = submit_pieces if completing else submit_application
        key = form.cleaned_data["idempotency_key"]
        try:
            send(application_id=application_id, idempotency_key=key, by=actor, now=now)
        except AlreadySubmitted:
            return redirect("calls:receipt", application_id=application_id)
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            return redirect("calls:receipt", application_id=application_id)
    dossier = opened(request, application_id)
    context = page_context(
        request,
        dossier,
        _("Dépôt"),
        form=form,
        verdict=_verdict(request, dossier),
        gaps=gap_lines(application_id, dossier.completeness.gaps),
        warnings=gap_lines(application_id, dossier.completeness.warnings),
    )
    if form.errors and status == 200:
        status = 422
    return render(request, "calls/application/submit.html", context, status=status)


def _verdict(request: HttpRequest, dossier: ApplicationDossier) -> Verdict:
    """What greys the button: the policy, then completeness."""
    application = Application.objects.with_call().get(pk=dossier.summary.id)
    ask = may_submit_pieces if application.state == ApplicationState.COMPLETING else may_submit
    verdict = ask(actor_of(request), application, now=now_of(request))
    if verdict and not dossier.completeness.is_complete:
        return Verdict(False, _("Complétez d’abord les points de la liste : rien ne sera perdu."))
    return verdict
