"""The typed API: who calls, how it says no (problem+json), and the rooms' routers."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from deffinum.design.json_text import read_json
from deffinum.design.problems import problem, problem_of
from deffinum.design.request_rates import Allowance
from deffinum.design.requests import actor_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import VISITOR, Actor
from deffinum.portal.pages.errors import RETRY_SECONDS
from deffinum.rooms.people.api import actor_of_bearer

log = logging.getLogger(__name__)

READS = frozenset({"GET", "HEAD", "OPTIONS"})
DESCRIPTION = """
Tout ce qui est public se lit sans jeton. Pour écrire (sections, pièces et dépôt d’un dossier), une organisation crée un
jeton dans son espace et l’envoie dans l’en-tête `Authorization: Bearer …`. Les montants sont en centimes d’euro, les
taux en points de base, les instants en temps universel. Une erreur est un document `application/problem+json`.
"""


PROBLEM = {
    "title": "Problem",
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["title", "status", "detail"],
}
"""What `design.problems.problem` writes (RFC 9457)."""


class Caller(HttpBearer):
    """An organisation's token when one is sent; otherwise the reader's session for reads, and a visitor for writes.

    A session never writes through the API: a page of another site cannot borrow it (no CSRF token to steal).
    """

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Set `request.actor` and return it; None (401) when a token is sent and it is not in force."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            actor = actor_of_bearer(request, secret.strip()) if scheme.lower() == "bearer" else None
        else:
            actor = actor_of(request) if request.method in READS else VISITOR
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Required by the base class; `__call__` does the work."""
        return actor_of_bearer(request, token)


class BodyParser(Parser):
    """JSON bodies, never deeper than what the API asks for."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's value. Raises JsonUnreadable, JsonTooDeep (which ninja wraps in an HttpError, status 400)."""
        body: dict[str, Any] = read_json(request.body)
        return body


ALLOWANCE = Allowance(burst=600, per_second=20)
"""Of one token, or of one address for who sends none: 20 requests a second without end, and 600 at once."""
ADDRESS_ALLOWANCE = Allowance(burst=3_000, per_second=100)
"""Of one address whatever tokens come from it: a training centre shares one, and so does who tries tokens."""


def _seconds_to_wait(request: HttpRequest) -> int:
    address, secret = get_adapter().get_client_ip(request), request.headers.get("Authorization", "")
    if not secret:
        return ALLOWANCE.seconds_to_wait(address)
    caller = hashlib.sha256(secret.encode()).hexdigest()
    return ADDRESS_ALLOWANCE.seconds_to_wait(address) or ALLOWANCE.seconds_to_wait(caller)


def _within_allowance(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same view, for who does not ask too often; HEAD is GET without its body (RFC 9110, section 9.3.2)."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if wait := _seconds_to_wait(request):
            detail = _("Vous posez beaucoup de questions en peu de temps : revenez dans %(wait)s s. Rien n’est perdu.")
            return problem(429, detail % {"wait": wait}, retry_after=wait)
        if request.method != "HEAD":
            return view(request, *args, **named)
        request.method = "GET"
        response = view(request, *args, **named)
        request.method = "HEAD"
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
        return response

    return answer


class DescribedAPI(NinjaAPI):
    """An API whose description also tells how it says no: the same way everywhere, so no route says it again."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Every route within the allowance, and with HEAD beside GET."""
        patterns, application, namespace = super().urls
        for each in patterns:
            if isinstance(each, URLPattern):
                each.callback = _within_allowance(each.callback)
        return patterns, application, namespace

    def get_openapi_schema(self, *arguments: Any, **named: Any) -> OpenAPISchema:
        """With the shape of a refusal on every route, and a token that may be left out (a visitor asks then)."""
        document = super().get_openapi_schema(*arguments, **named)
        document["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        refusal = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"]["4XX"] = {"description": "Refus", "content": refusal}
                operation["responses"]["503"] = {"description": "La base de données ne répond pas", "content": refusal}
                operation["security"] = [*operation.get("security", []), {}]
        return document


api = DescribedAPI(
    title="Deffinum",
    version="1",
    description=DESCRIPTION,
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
    auth=Caller(),
    parser=BodyParser(),
)


@api.exception_handler(DomainError)
def on_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A rule of the domain says no: the error's own status and sentence."""
    return problem_of(error)


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent has the wrong shape: one line a field."""
    lines = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "detail": str(each["msg"])} for each in error.errors
    ]
    return problem(422, _("La demande n’a pas la forme attendue. Rien n’a été enregistré."), errors=lines)


@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, error: Http404 | ObjectDoesNotExist) -> HttpResponse:
    """Nothing here, or nothing that the caller may see."""
    return problem(404, _("Rien ne répond à cette adresse, ou vous n’y avez pas accès."))


@api.exception_handler(AuthenticationError)
def on_unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """A token was sent that is unknown, revoked or expired."""
    return problem(401, _("Ce jeton n’est pas ou n’est plus en vigueur. Créez-en un dans l’espace de l’organisation."))


@api.exception_handler(PermissionDenied)
def on_permission_denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Django's own refusal."""
    return problem(403, _("Vous n’avez pas le droit de faire cela. Rien n’a été enregistré."))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that cannot be read (the reason in our own words when we know it), a method that is not allowed."""
    if isinstance(error.__cause__, DomainError):
        return on_domain_error(request, error.__cause__)
    return problem(error.status_code, error.message)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database does not answer: 503, and when to come back."""
    log.warning("The database does not answer: %s", error)
    detail = _("La base de données ne répond pas. Rien n’a été enregistré ; réessayez.")
    return problem(503, detail, retry_after=RETRY_SECONDS)


@api.exception_handler(Exception)
def on_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our fault: logged with its trace, answered without details."""
    log.error("The API failed on %s %s", request.method, request.path, exc_info=error)
    return problem(500, _("La plateforme a rencontré une erreur. Rien n’a été enregistré ; réessayez dans un instant."))


def mount_rooms() -> None:
    """Add the router of each room that has an `api.py`, under the room's name."""
    for room in settings.ROOMS:
        module = f"deffinum.rooms.{room}.api"
        if find_spec(module) is not None:
            api.add_router(f"/{room}", import_module(module).router, tags=[room])


mount_rooms()
