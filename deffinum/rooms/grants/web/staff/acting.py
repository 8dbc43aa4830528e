"""What officers' pages share: crumbs, and one form that runs one command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.forms import AccessibleForm
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.rooms.grants.models import Agreement


def staff_crumbs(agreement: Agreement | None = None, here: object = "") -> list[Crumb]:
    """The desk, the list, the agreement, the page."""
    crumbs = [Crumb(_("Instruction"), "/instruction/")]
    if agreement is None:
        return [*crumbs, Crumb(_("Conventions"))]
    crumbs.append(Crumb(_("Conventions"), reverse("grants:staff_agreements")))
    if not here:
        return [*crumbs, Crumb(agreement.reference)]
    return [
        *crumbs,
        Crumb(agreement.reference, reverse("grants:staff_agreement", args=[agreement.pk])),
        Crumb(str(here)),
    ]


def act(
    request: HttpRequest,
    agreement: Agreement,
    form: AccessibleForm,
    *,
    title: object,
    intro: object,
    button: object,
    done: object,
    command: Callable[[Any], Any],
    kind: str = "primary",
    template: str = "grants/staff/action.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A refusal goes beside its field, a success goes back to the agreement with a message."""
    if request.method == "POST" and form.is_valid():
        try:
            command(form)
        except Refused:
            raise
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, str(done))
            return redirect("grants:staff_agreement", agreement_id=agreement.pk)
    return render(
        request,
        template,
        {
            "crumbs": staff_crumbs(agreement, title),
            "agreement": agreement,
            "form": form,
            "title": title,
            "intro": intro,
            "button": button,
            "kind": kind,
            "back_url": reverse("grants:staff_agreement", args=[agreement.pk]),
            **(context or {}),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
