"""The call that an officer's page is about: 404 when unknown, 403 when it is not theirs to run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.policies.call import may_run_call, visible_calls


def runnable_call(request: HttpRequest, slug: str) -> Call:
    """The call of this slug. Raises Http404, or PermissionDenied with the policy's sentence."""
    call: Call = get_object_or_404(visible_calls(actor_of(request)), slug=slug)
    verdict = may_run_call(actor_of(request), call, now=now_of(request))
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return call


def staff_crumbs(call: Call, here: object = "") -> list[Crumb]:
    """The desk, the officers' list, the call, and the page."""
    crumbs = [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Appels"), reverse("calls:staff_calls"))]
    title = str(Text.read(call.title))
    if not here:
        return [*crumbs, Crumb(title)]
    return [*crumbs, Crumb(title, reverse("calls:staff_call", args=[call.slug])), Crumb(str(here))]


def act(
    request: HttpRequest,
    call: Call,
    form: AccessibleForm,
    *,
    title: object,
    intro: object,
    button: object,
    done: object,
    command: Callable[[BaseForm], Any],
    after: str = "calls:staff_call",
    kind: str = "primary",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form, one command: a refusal goes beside its field, a success goes back to the call with a message."""
    if request.method == "POST" and form.is_valid():
        try:
            command(form)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, str(done))
            return redirect(after, call.slug)
    return render(
        request,
        "calls/staff/action.html",
        {
            "crumbs": staff_crumbs(call, title),
            "call": call,
            "call_title": Text.read(call.title),
            "form": form,
            "title": title,
            "intro": intro,
            "button": button,
            "kind": kind,
            "back_url": reverse(after, args=[call.slug]),
            **(context or {}),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
