"""Give up, with a reason."""

from __future__ import annotations

import uuid

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
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.application import may_withdraw
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context


class WithdrawApplicationForm(AccessibleForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Motif du retrait"), widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Il est conservé avec le dossier, qui reste lisible."),
        error_messages={"required": gettext_lazy("Indiquez le motif : il est conservé avec la décision.")},
    )  # fmt: skip


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Confirm, then withdraw."""
    dossier = opened(request, application_id)
    form = WithdrawApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(
                application_id=application_id, by=actor_of(request), now=now_of(request), **form.cleaned_data
            )
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("La candidature est retirée. Le dossier reste lisible."))
            return redirect("calls:application", application_id=application_id)
    row = Application.objects.get(pk=application_id)
    verdict = may_withdraw(actor_of(request), row, now=now_of(request))
    context = page_context(request, dossier, _("Retirer la candidature"), form=form, may_withdraw=verdict)
    return render(request, "calls/application/withdraw.html", context, status=422 if form.errors else 200)
