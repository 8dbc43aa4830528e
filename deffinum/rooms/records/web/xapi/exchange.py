"""One request to the store: its version, its key, its parameters, and how the store says no.

Sources: xAPI 1.0.3 part three (Communication), sections 1 and 3; IEEE 9274.1.1-2023, section 4.1.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from deffinum.design.problems import problem
from deffinum.design.requests import note_now, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.xapi.checking import check_part, instant_of, is_iri, is_uuid
from deffinum.rooms.records.commands.note_device_use import note_device_use
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.open_key import OpenKey, open_key
from deffinum.rooms.records.words import KeyScope

Json = Any

log = logging.getLogger(__name__)

VERSION = "X-Experience-API-Version"
LATEST_1, LATEST_2, UNNAMED = "1.0.3", "2.0.0", "0.95"
"""What the store answers: the latest patch of the family that was asked for. A request that names no version is one of
0.95 (xAPI 1.0.3 communication, section 3.3); the store does not speak it, and says so."""
DISK_FULL = "53100"
"""PostgreSQL's code for it."""
RETRY_SECONDS = 10
CONSISTENT = "X-Experience-API-Consistent-Through"
LARGEST = 32 * 1024 * 1024
"""Bytes of a body."""
_HEADERS = ("authorization", "x-experience-api-version", "content-type", "content-length", "if-match", "if-none-match")
"""What a form of the alternate request syntax may carry as headers (1.0.3 communication, section 1.3)."""
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


class BadRequest(DomainError):
    """The request does not follow the standard (400)."""

    status = 400


class Unauthorised(DomainError):
    """No key, or not one in force (401)."""

    status = 401


class NotAllowed(DomainError):
    """The key was not given the scope (403)."""

    status = 403


class NotHere(DomainError):
    """Nothing of this name is in the store (404)."""

    status = 404


class TooLarge(DomainError):
    """The body is larger than what the store reads (413)."""

    status = 413


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

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        answered, dated_here = UNNAMED, dated and request.method in ("GET", "HEAD")
        try:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
            else:
                answered, response = _answer(request, methods, open_to_all=open_to_all)
        except DomainError as refusal:
            answered = _family(request.headers.get(VERSION)) or UNNAMED
            response = _refusal(refusal)
        except (OperationalError, InterfaceError) as failure:
            answered, dated_here = _family(request.headers.get(VERSION)) or UNNAMED, False
            response = _failure(failure)
        for name, value in _OPENED.items():
            response[name] = value
        response[VERSION] = answered
        if dated_here and CONSISTENT not in response:
            response[CONSISTENT] = written_instant(consistent_through())
        response["Cache-Control"] = "no-cache, private"
        patch_vary_headers(response, ["Authorization"])
        return response

    return view


def _answer(request: HttpRequest, methods: dict[str, View], *, open_to_all: bool) -> tuple[str, HttpResponse]:
    method, parameters, headers, content = _read(request)
    named = headers.get(VERSION.lower())
    family = _family(named)
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


def _read(request: HttpRequest) -> tuple[str, dict[str, str], dict[str, str], bytes]:
    method = request.method or "GET"
    headers = {name.lower(): value for name, value in request.headers.items()}
    content = _body(request)
    if "method" not in request.GET:
        parameters = _once(list(request.GET.lists()))
        return method, parameters, headers, content
    if method != "POST" or _family(headers.get(VERSION.lower())) == LATEST_2:
        raise BadRequest(_("La syntaxe « ?method= » n’est permise qu’en POST et en version 1.0. Rien n’a été fait."))
    if len(request.GET) > 1:
        raise BadRequest(_("Avec « ?method= », les autres paramètres vont dans le corps. Rien n’a été fait."))
    return _from_form(request.GET["method"].upper(), headers, content)


def _from_form(
    method: str, headers: dict[str, str], content: bytes
) -> tuple[str, dict[str, str], dict[str, str], bytes]:
    """The request that a form of the alternate syntax stands for."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise BadRequest(_("Avec « ?method= », le corps est un formulaire. Rien n’a été fait."))
    try:
        pairs = parse_qsl(content.decode(), keep_blank_values=True, strict_parsing=bool(content), max_num_fields=100)
    except ValueError:
        raise BadRequest(_("Le formulaire de la requête ne se lit pas. Rien n’a été fait.")) from None
    form = _once([(name, [value]) for name, value in pairs])
    body = form.pop("content", None)
    if method in ("PUT", "POST") and body is None:
        raise BadRequest(_("Avec « ?method= », le champ « content » porte le corps. Rien n’a été fait."))
    headers = {name: value for name, value in headers.items() if name not in ("content-type", "content-length")}
    parameters = {}
    for name, value in form.items():
        if name.lower() in _HEADERS:
            headers[name.lower()] = value
        else:
            parameters[name] = value
    headers.setdefault("content-type", "application/json")
    return method, parameters, headers, (body or "").encode()


def _once(lists: list[tuple[str, list[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, values in lists:
        if name in found or len(values) > 1:
            raise BadRequest(_("Le paramètre « %(name)s » est donné deux fois.") % {"name": name[:60]})
        found[name] = values[0]
    return found


def _body(request: HttpRequest) -> bytes:
    """The body, read from the stream: what Django would refuse above its form limit is a statement here."""
    body: bytes = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise TooLarge(
            _("Le corps dépasse %(most)s Mio. Rien n’a été enregistré ; envoyez-le en plusieurs fois.")
            % {"most": LARGEST // 1024**2}
        )
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and len(body) < int(announced):
        raise BadRequest(_("L’envoi a été coupé : rien n’a été enregistré, renvoyez-le."))
    return body


def _family(named: str | None) -> str | None:
    """The version that answers a request of this version; None when the store does not speak it."""
    if named is None:
        return None
    if named == "1.0" or re.fullmatch(r"1\.0\.[0-9]{1,3}", named):
        return LATEST_1
    return LATEST_2 if named == "2.0" or re.fullmatch(r"2\.0\.[0-9]{1,3}", named) else None


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
    response = problem(refusal.status, str(refusal.message))
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
    response = problem(503, _("La base de données ne répond pas. Rien n’a été enregistré : renvoyez dans un instant."))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def read_json(content: bytes, where: str) -> Json:
    """The value of a JSON text. Raises BadRequest."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as problem_found:
        raise BadRequest(
            _("%(where)s : ce n’est pas du JSON bien formé (%(why)s). Rien n’a été enregistré.")
            % {"where": where, "why": str(problem_found)[:120]}
        ) from None


def written_instant(instant: datetime) -> str:
    """As xAPI writes instants: UTC, with a Z."""
    return instant.isoformat().replace("+00:00", "Z")


def json_response(value: Json, status: int = 200) -> HttpResponse:
    """An answer in JSON; bytes are taken as written already."""
    content = value if isinstance(value, bytes) else orjson.dumps(value)
    return HttpResponse(content, status=status, content_type="application/json")
