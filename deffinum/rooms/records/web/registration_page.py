"""A learner's registration: its units, their launch, and the waiver of one."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb, Page
from deffinum.foundation.cmi5.progress import LaunchMode
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Verdict
from deffinum.rooms.records.commands.abandon_session import SessionOver, abandon_session
from deffinum.rooms.records.commands.launch_unit import launch_unit
from deffinum.rooms.records.commands.waive_unit import waive_unit
from deffinum.rooms.records.policies import may_follow, may_teach
from deffinum.rooms.records.queries.course_pages import (
    UNITS_SHOWN,
    RegistrationPage,
    UnitStep,
    registration_page,
    unit_step,
)
from deffinum.rooms.records.queries.left_sessions import open_session_of, registration_of_session
from deffinum.rooms.records.words import LaunchModeChoice, WaiveReason


class WaiveForm(AccessibleForm):
    """Why the unit need not be done."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi cette unité n’est pas à faire"),
        choices=WaiveReason.choices,
        error_messages={"required": gettext_lazy("Choisissez une raison.")},
    )


@login_required
@never_cache
def page(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """The units and where each one stands."""
    asked = request.GET.get("partie", "")
    found = _found(request, registration_id, int(asked) if asked.isdecimal() and len(asked) < 5 else 0)
    context = {
        "registration": found,
        "pages": _pages(found),
        "left": open_session_of(registration_id=registration_id, now=now_of(request)),
        "modes": LaunchModeChoice.choices,
        "may_waive": may_teach(actor_of(request), found.organisation_id, now=now_of(request)),
        "crumbs": _crumbs(request, found),
    }
    return render(request, "records/registration.html", context)


@login_required
@never_cache
@require_POST
def launch(request: HttpRequest, registration_id: uuid.UUID, unit_id: uuid.UUID) -> HttpResponse:
    """Open a session, then show the link to the unit: its address opens once."""
    found = _found(request, registration_id)
    step = _step(registration_id, unit_id)
    mode = request.POST.get("mode", LaunchMode.NORMAL)
    launched = launch_unit(
        registration_id=registration_id,
        unit_id=unit_id,
        mode=LaunchMode(mode) if mode in tuple(LaunchMode) else LaunchMode.NORMAL,
        return_url=request.build_absolute_uri(reverse("records:registration", args=[registration_id])),
        by=actor_of(request),
        now=now_of(request),
    )
    back = Crumb(found.title, reverse("records:registration", args=[registration_id]))
    context = {"launch": launched, "step": step, "registration": found, "crumbs": [back, Crumb(step.title)]}
    return render(request, "records/launched.html", context)


@login_required
@require_POST
def close_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Close a session whose window was left without saying its end."""
    registration_id = registration_of_session(session_id=session_id)
    if registration_id is None:
        raise Http404
    _found(request, registration_id)
    try:
        abandon_session(session_id=session_id, by=actor_of(request), now=now_of(request))
    except SessionOver as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La session est close. Vous pouvez relancer l’unité quand vous voulez."))
    return redirect("records:registration", registration_id)


@login_required
def waive(request: HttpRequest, registration_id: uuid.UUID, unit_id: uuid.UUID) -> HttpResponse:
    """GET asks why, POST waives."""
    found = _found(request, registration_id)
    actor, now = actor_of(request), now_of(request)
    _require(may_teach(actor, found.organisation_id, now=now))
    step = _step(registration_id, unit_id)
    form = WaiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = WaiveReason(form.cleaned_data["reason"])
        try:
            waive_unit(registration_id=registration_id, unit_id=unit_id, reason=reason, by=actor, now=now)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("L’unité est dispensée pour cet apprenant."))
            return redirect("records:registration", registration_id)
    back = Crumb(found.title, reverse("records:registration", args=[registration_id]))
    context = {"form": form, "step": step, "registration": found, "crumbs": [back, Crumb(_("Dispenser d’une unité"))]}
    return render(request, "records/waive_unit.html", context)


def _found(request: HttpRequest, registration_id: uuid.UUID, part: int = 0) -> RegistrationPage:
    found = registration_page(registration_id=registration_id, part=part)
    if found is None:
        raise Http404
    _require(may_follow(actor_of(request), found.organisation_id, found.learner_account_id, now=now_of(request)))
    return found


def _step(registration_id: uuid.UUID, unit_id: uuid.UUID) -> UnitStep:
    found = unit_step(registration_id=registration_id, unit_id=unit_id)
    if found is None:
        raise Http404
    return found


def _pages(found: RegistrationPage) -> Page | None:
    if found.parts == 1:
        return None
    first = (found.part - 1) * UNITS_SHOWN + 1
    told = {"first": first, "last": first + len(found.steps) - 1, "units": found.units, "done": found.done}
    return Page(
        previous_url=f"?partie={found.part - 1}" if found.part > 1 else "",
        next_url=f"?partie={found.part + 1}" if found.part < found.parts else "",
        said=_("Unités %(first)s à %(last)s sur %(units)s ; %(done)s faites") % told,
    )


def _crumbs(request: HttpRequest, found: RegistrationPage) -> list[Crumb]:
    if not may_teach(actor_of(request), found.organisation_id, now=now_of(request)):
        return [Crumb(found.title)]
    return [Crumb(found.title, reverse("records:course", args=[found.course_id])), Crumb(found.learner)]


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
