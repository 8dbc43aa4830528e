"""One request to the store: its version, its key, its parameters, and how the store says no.

Sources: xAPI 1.0.3 part three (Communication), sections 1 and 3; IEEE 9274.1.1-2023, section 4.1.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from deffinum.design.problems import problem, problem_of
from deffinum.design.requests import note_now, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.xapi.checking import check_part, instant_of, is_iri, is_uuid
from deffinum.foundation.xapi.instants import written_instant
from deffinum.rooms.records.commands.note_device_use import note_device_use
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.open_key import OpenKey, open_key
from deffinum.rooms.records.web.xapi.incoming import (
    LATEST_1,
    LATEST_2,
    UNNAMED,
    VERSION,
    BadRequest,
    family_of,
    read_json,
    read_request,
)
from deffinum.rooms.records.words import KeyScope

Json = Any

log = logging.getLogger(__name__)

DISK_FULL = "53100"
"""PostgreSQL's code for it."""
RETRY_SECONDS = 10
CONSISTENT = "X-Experience-API-Consistent-Through"
_OPENED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, If-None-Match, Accept-Language, "
    "X-Experience-API-Version",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, X-Experience-API-Version, "
    "X-Experience-API-Consistent-Through",
    "Access-Control-Max-Age": "600",
}
"""A content of another origin may call: it proves who it is by its key, never by a cookie."""


class Unauthorised(DomainError):
    """No key, or not one in force (401)."""

    status = 401


class NotAllowed(DomainError):
    """The key was not given the scope (403)."""

    status = 403


class NotHere(DomainError):
    """Nothing of this name is in the store (404)."""

    status = 404


@dataclass(frozen=True)
class Exchange:
    """A request after the alternate syntax was read: what it really asks."""

    request: HttpRequest
    method: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    """Lower-case names."""
    content: bytes
    second: bool
    """Asked in version 2.0."""
    key: OpenKey
    now: datetime

    def require(self, *scopes: KeyScope) -> None:
        """Refuse a key that has none of the scopes, or whose session is over. Raises NotAllowed."""
        if self.key.session is not None and self.key.session.over:
            raise NotAllowed(_("Cette session est terminée ou abandonnée. Rien n’a été fait ; relancez l’activité."))
        if not any(self.key.may(each) for each in scopes):
            raise NotAllowed(
                _("Cette clé n’a pas le droit « %(scope)s ». Rien n’a été fait.") % {"scope": scopes[0].label}
            )

    def only(self, *known: str) -> None:
        """Refuse parameters that the resource does not know. Raises BadRequest."""
        if strangers := sorted(self.parameters.keys() - set(known)):
            raise BadRequest(
                _("Le paramètre « %(name)s » n’est pas attendu ici. Rien n’a été fait.") % {"name": strangers[0][:60]}
            )

    def text(self, name: str) -> str:
        """A parameter that must be given. Raises BadRequest."""
        found = self.parameters.get(name)
        if not found:
            raise BadRequest(_("Il manque le paramètre « %(name)s ». Rien n’a été fait.") % {"name": name})
        return found

    def iri(self, name: str) -> str:
        """A parameter that must be given and an IRI. Raises BadRequest."""
        found = self.text(name)
        if not is_iri(found):
            raise BadRequest(_("Le paramètre « %(name)s » n’est pas un IRI.") % {"name": name})
        return found

    def uuid(self, name: str) -> UUID | None:
        """A parameter that may be missing, else a UUID. Raises BadRequest."""
        found = self.parameters.get(name)
        if found is None:
            return None
        if not is_uuid(found):
            raise BadRequest(_("Le paramètre « %(name)s » n’est pas un UUID.") % {"name": name})
        return UUID(found)

    def instant(self, name: str) -> datetime | None:
        """A parameter that may be missing, else an instant. Raises BadRequest."""
        found = self.parameters.get(name)
        if found is None:
            return None
        try:
            return instant_of(found)
        except ValueError:
            raise BadRequest(_("Le paramètre « %(name)s » n’est pas un instant ISO 8601.") % {"name": name}) from None

    def flag(self, name: str) -> bool:
        """A parameter that may be missing, else true or false. Raises BadRequest."""
        found = self.parameters.get(name, "false")
        if found not in ("true", "false"):
            raise BadRequest(_("Le paramètre « %(name)s » vaut true ou false.") % {"name": name})
        return found == "true"

    def part(self, name: str, kind: str) -> dict[str, Json]:
        """A parameter that must be given and holds JSON: 'agent' or 'actor'. Raises BadRequest, InvalidStatement."""
        value = read_json(self.text(name).encode(), name)
        check_part(kind, value, second=self.second, where=name)
        found: dict[str, Json] = value
        return found


NOBODY = OpenKey(UUID(int=0), UUID(int=0), UUID(int=0), "", frozenset())
"""Who asks for what is open to all."""

View = Callable[[Exchange], HttpResponse]


def resource(*, open_to_all: bool = False, dated: bool = False, **methods: View) -> Callable[..., HttpResponse]:
    """A resource of the store: `resource(GET=read, PUT=write)`. HEAD is a GET without its body.

    `open_to_all`: without version or key. `dated`: every answer to a GET says until when the store is consistent.
    """

    def view(request: HttpRequest) -> HttpResponse:
        answered, dated_here = UNNAMED, dated and request.method in ("GET", "HEAD")
        try:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
            else:
                answered, response = _answer(request, methods, open_to_all=open_to_all)
        except DomainError as refusal:
            answered = family_of(request.headers.get(VERSION)) or UNNAMED
            response = _refusal(refusal)
        except (OperationalError, InterfaceError) as failure:
            answered, dated_here = family_of(request.headers.get(VERSION)) or UNNAMED, False
            response = _failure(failure)
        for name, value in _OPENED.items():
            response[name] = value
        response[VERSION] = answered
        if dated_here and CONSISTENT not in response:
            with suppress(OperationalError, InterfaceError):  # the refusal stands, dated or not
                response[CONSISTENT] = written_instant(consistent_through())
        response["Cache-Control"] = "no-cache, private"
        return response

    return view


def _answer(request: HttpRequest, methods: dict[str, View], *, open_to_all: bool) -> tuple[str, HttpResponse]:
    method, parameters, headers, content = read_request(request)
    named = headers.get(VERSION.lower())
    family = family_of(named)
    if family is None and not open_to_all:
        raise BadRequest(
            _("L’en-tête %(name)s doit annoncer une version 1.0 ou 2.0 du standard. Rien n’a été fait.")
            % {"name": VERSION}
        )
    chosen = methods.get("GET" if method == "HEAD" else method)
    if chosen is None:
        response = HttpResponse(status=405)
        response["Allow"] = ", ".join(["OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])])
        return family or LATEST_2, response
    key = NOBODY if open_to_all else _key(request, headers.get("authorization", ""))
    now = now_of(request)
    exchange = Exchange(request, method, parameters, headers, content, family != LATEST_1, key, now)
    response = chosen(exchange)
    if method == "HEAD":
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return family or LATEST_2, response


def _key(request: HttpRequest, header: str) -> OpenKey:
    scheme, _space, credentials = header.partition(" ")
    try:
        pair = base64.b64decode(credentials.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except (ValueError, binascii.Error):
        pair = ""
    name, _colon, secret = pair.partition(":")
    opening = open_key(key=name, secret=secret) if secret else None
    if opening is None or (found := opening.key) is None:
        raise Unauthorised(_("Il faut une clé en vigueur (authentification Basic). Rien n’a été fait."))
    now = note_now(request, opening.now)
    if found.bound is not None and found.bound.was_seen_before(now):
        note_device_use(device_id=found.id, by=found.actor, now=now)
    return found


def _refusal(refusal: DomainError) -> HttpResponse:
    response = problem_of(refusal)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="xAPI"'
    return response


def _failure(failure: Exception) -> HttpResponse:
    """The database is away, or its disk is full: nothing was stored, and the tool keeps what it has."""
    cause = failure.__cause__
    if isinstance(cause, psycopg.Error) and cause.sqlstate == DISK_FULL:
        log.error("The disk of the record store is full.")
        return problem(
            507, _("L’entrepôt est plein. Rien n’a été enregistré : gardez cet envoi et renvoyez-le plus tard.")
        )
    detail = _("La base de données ne répond pas. Rien n’a été enregistré : renvoyez dans un instant.")
    return problem(503, detail, retry_after=RETRY_SECONDS)


def json_response(value: Json, status: int = 200) -> HttpResponse:
    """An answer in JSON; bytes are taken as written already."""
    content = value if isinstance(value, bytes) else orjson.dumps(value)
    return HttpResponse(content, status=status, content_type="application/json")
