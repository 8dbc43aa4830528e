"""A request to the store as it came: its version, its parameters, its body, with the alternate syntax undone.

Sources: xAPI 1.0.3 part three (Communication), sections 1.3 and 3.3; IEEE 9274.1.1-2023, section 4.1.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError

Json = Any

VERSION = "X-Experience-API-Version"
LATEST_1, LATEST_2, UNNAMED = "1.0.3", "2.0.0", "0.95"
"""What the store answers: the latest patch of the family that was asked for. A request that names no version is one of
0.95 (xAPI 1.0.3 communication, section 3.3); the store does not speak it, and says so."""
LARGEST = 32 * 1024 * 1024
"""Bytes of a body."""
_HEADERS = ("authorization", "x-experience-api-version", "content-type", "content-length", "if-match", "if-none-match")
"""What a form of the alternate request syntax may carry as headers (1.0.3 communication, section 1.3)."""


class BadRequest(DomainError):
    """The request does not follow the standard (400)."""

    status = 400


class TooLarge(DomainError):
    """The body is larger than what the store reads (413)."""

    status = 413


def read_request(request: HttpRequest) -> tuple[str, dict[str, str], dict[str, str], bytes]:
    """Method, parameters, headers (lower-case names) and body. Raises BadRequest, TooLarge."""
    method = request.method or "GET"
    headers = {name.lower(): value for name, value in request.headers.items()}
    content = _body(request)
    if "method" not in request.GET:
        parameters = _without_nulls(_once(list(request.GET.lists())))
        return method, parameters, headers, content
    if method != "POST" or family_of(headers.get(VERSION.lower())) == LATEST_2:
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
    for name, value in _without_nulls(form).items():
        if name.lower() in _HEADERS:
            headers[name.lower()] = value
        else:
            parameters[name] = value
    headers.setdefault("content-type", "application/json")
    return method, parameters, headers, (body or "").encode()


def _once(lists: list[tuple[str, list[str]]]) -> dict[str, str]:
    """Raises BadRequest for one that is given twice."""
    found: dict[str, str] = {}
    for name, values in lists:
        if name in found or len(values) > 1:
            raise BadRequest(_("Le paramètre « %(name)s » est donné deux fois.") % {"name": name[:60]})
        found[name] = values[0]
    return found


def _without_nulls(parameters: dict[str, str]) -> dict[str, str]:
    """Raises BadRequest: the database holds no null character, so that nothing is found by one."""
    if any("\x00" in name or "\x00" in value for name, value in parameters.items()):
        raise BadRequest(_("Un paramètre contient un caractère nul. Rien n’a été fait."))
    return parameters


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


def family_of(named: str | None) -> str | None:
    """The version that answers a request of this version; None when the store does not speak it."""
    if named is None:
        return None
    if named == "1.0" or re.fullmatch(r"1\.0\.[0-9]{1,3}", named):
        return LATEST_1
    return LATEST_2 if named == "2.0" or re.fullmatch(r"2\.0\.[0-9]{1,3}", named) else None


def read_json(content: bytes, where: str) -> Json:
    """The value of a JSON text. Raises BadRequest."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as problem_found:
        raise BadRequest(
            _("%(where)s : ce n’est pas du JSON bien formé (%(why)s). Rien n’a été enregistré.")
            % {"where": where, "why": str(problem_found)[:120]}
        ) from None
