"""The sample plan: become someone in one click, and move the sample clock. 404 outside sample mode."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.formats import instant_text
from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.clock.instants import database_now, sample_clock_shift, set_sample_clock
from deffinum.foundation.policies import VISITOR
from deffinum.rooms.people.models import Account
from deffinum.rooms.people.queries.sample import PERSONAS, persona_key_of, sample_id, sample_moments

STEPS = {"day": timedelta(days=1), "month": timedelta(days=30)}
FARTHEST = timedelta(days=3660)


def _only_in_sample_mode() -> None:
    if not settings.SAMPLE_MODE:
        raise Http404


def page(request: HttpRequest) -> HttpResponse:
    """The personas and the clock."""
    _only_in_sample_mode()
    actor = actor_of(request)
    loaded = Account.objects.filter(pk=sample_id("account", PERSONAS[0].key)).exists()
    context = {
        "personas": PERSONAS if loaded else (),
        "current": persona_key_of(actor.account_id),
        "is_visitor": actor == VISITOR,
        "now": now_of(request),
        "is_moved": sample_clock_shift() != timedelta(0),
        "moments": sample_moments(),
        "crumbs": [Crumb(_("Démonstration"))],
    }
    return render(request, "people/demonstration.html", context)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Become the persona of the field `persona`; what the browser was signed in as is left first."""
    _only_in_sample_mode()
    key = request.POST.get("persona", "")
    if key not in {each.key for each in PERSONAS}:
        raise Http404
    account = Account.objects.filter(pk=sample_id("account", key), is_sample=True, is_active=True).first()
    if account is None:
        messages.error(request, _("Les données d’exemple ne sont pas chargées : relancez la plateforme."))
        return redirect("people:demonstration")
    logout(request)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("Vous êtes maintenant : %(name)s.") % {"name": account.name})
    return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Become a visitor again."""
    _only_in_sample_mode()
    logout(request)
    messages.success(request, _("Vous êtes maintenant un simple visiteur."))
    return redirect("people:demonstration")


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """`move`: 'day', 'month', 'real', or the key of a moment named by an upper room."""
    _only_in_sample_mode()
    shift = _shift(request.POST.get("move", ""))
    if shift is None or abs(shift) > FARTHEST:
        messages.error(request, _("L’horloge d’exemple ne va pas jusque-là : elle n’a pas bougé."))
        return redirect("people:demonstration")
    set_sample_clock(shift)
    said = instant_text(database_now())
    messages.success(request, _("Pour la démonstration, nous sommes maintenant le %(instant)s.") % {"instant": said})
    return redirect("people:demonstration")


def _shift(move: str) -> timedelta | None:
    if move == "real":
        return timedelta(0)
    if move in STEPS:
        return sample_clock_shift() + STEPS[move]
    target: datetime | None = next((each.instant for each in sample_moments() if each.key == move), None)
    return None if target is None else target - datetime.now(UTC)
