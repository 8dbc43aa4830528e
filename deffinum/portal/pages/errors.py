"""What is said when a page cannot be shown. The look's templates say what happened, what is kept, what to do."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from deffinum.design.problems import problem
from deffinum.foundation.errors import DomainError
from deffinum.portal.kept_form import kept_form, renewed, sent_by_this_site

DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 10
WRITTEN = frozenset({400, 403, 404, 405, 409, 429, 500, 503})
"""Statuses that have a page of their own."""
MACHINES = ("/api/", "/xapi/")
"""Where programs ask, and are answered as programs read."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood."""
    return _answer(request, 400, _("La demande est illisible. Rien n’a été enregistré."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not this person, or not now; the policy's reason when it gave one."""
    detail = str(exception) or _("Vous n’avez pas le droit de faire cela. Rien n’a été enregistré.")
    return _answer(request, 403, detail)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing answers here."""
    return _answer(request, 404, _("Rien ne répond à cette adresse, ou vous n’y avez pas accès."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it is the database that does not answer. A form that was sent is given back."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        detail = _("La base de données ne répond pas. Rien n’a été enregistré ; réessayez.")
        response = _answer(request, 503, detail)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _answer(request, 500, _("La plateforme a rencontré une erreur. Elle est enregistrée ; réessayez."))


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check: most often a session that changed in another tab. What our own page sent is given back."""
    detail = _("La page a expiré. Rien n’a été enregistré : rechargez-la et recommencez.")
    if request.path.startswith(MACHINES):
        return problem(403, detail)
    kept = kept_form(request)
    if kept is not None:
        kept = renewed(kept, token=get_token(request)) if sent_by_this_site(request) else None
    return HttpResponse(render_to_string("portal/expired.html", {"kept": kept}), status=403)


def domain_refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the domain said no and the page did not turn it into a form error: its status and sentence."""
    response = _answer(request, error.status, str(error.message))
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def method_refusal(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """405: most often the address of a button's action, opened again after signing in or from the history."""
    detail = _("Elle est la suite d’un bouton. Rien n’a été enregistré : revenez à la page du bouton, puis réessayez.")
    if request.path.startswith(MACHINES):
        detail = _("Cette adresse ne répond pas à cette méthode : l’en-tête Allow dit lesquelles. Rien n’a été fait.")
    response = _answer(request, HTTPStatus.METHOD_NOT_ALLOWED, detail)
    response["Allow"] = refused["Allow"]
    return response


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """A problem document for programs, a page for people. No context processor runs: the database may be away."""
    if request.path.startswith(MACHINES):
        return problem(status, detail)
    template = f"{status if status in WRITTEN else 409}.html"
    context: dict[str, Any] = {"detail": detail}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        asked = request.get_full_path() if request.method == "GET" else ""
        context |= {"asked_address": asked, "kept": kept_form(request)}
    return HttpResponse(render_to_string(template, context), status=status)
