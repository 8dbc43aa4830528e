"""`/xapi/appareils/jumelage`: a headset gives the short code and gets its token. No cookie, no password."""

from __future__ import annotations

from typing import Any

import orjson
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from deffinum.design.problems import problem, problem_of
from deffinum.design.requests import now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import VISITOR
from deffinum.foundation.values import readable
from deffinum.foundation.xapi.instants import written_instant
from deffinum.rooms.records.commands.note_pairing_attempt import forgive_pairing_attempt, note_pairing_attempt
from deffinum.rooms.records.commands.pair_device import PairedDevice, use_pairing
from deffinum.rooms.records.web.xapi.exchange import json_response
from deffinum.rooms.records.web.xapi.incoming import BadRequest, TooLarge, read_json

LARGEST = 4096
"""Bytes of a body."""
_OPENED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Cache-Control": "no-store",
}
"""A content of another origin may call: it brings a code, never a cookie."""


def page(request: HttpRequest) -> HttpResponse:
    """POST {"code": "…", "device": "…"} (`device`, what it is called, may be missing)."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
    elif request.method != "POST":
        response = problem(405, _("Le jumelage se demande par POST. Rien n’a été fait."))
        response["Allow"] = "POST, OPTIONS"
    else:
        try:
            response = json_response(_document(_pair(request)), status=201)
        except DomainError as refusal:
            response = problem_of(refusal)
    for name, value in _OPENED.items():
        response[name] = value
    return response


def _pair(request: HttpRequest) -> PairedDevice:
    code, label = _asked(request)
    now, address = now_of(request), get_adapter().get_client_ip(request)
    note_pairing_attempt(address=address, by=VISITOR, now=now)
    device = use_pairing(code=code, label=label, by=VISITOR, now=now)
    forgive_pairing_attempt(address=address, by=VISITOR, now=now)
    return device


def _asked(request: HttpRequest) -> tuple[str, str]:
    if (request.content_type or "").lower() != "application/json":
        raise BadRequest(_("Envoyez du JSON (Content-Type: application/json). Rien n’a été fait."))
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise TooLarge(_("Le corps dépasse 4 Kio. Rien n’a été fait."))
    found = read_json(body, "corps")
    if not isinstance(found, dict) or not isinstance(found.get("code"), str):
        raise BadRequest(_("code : il faut le code affiché par la plateforme, un texte. Rien n’a été fait."))
    if strangers := sorted(found.keys() - {"code", "device"}):
        raise BadRequest(
            _("%(name)s : cette propriété n’est pas attendue ici. Rien n’a été fait.") % {"name": strangers[0][:60]}
        )
    label = found.get("device", "")
    if not isinstance(label, str):
        raise BadRequest(_("device : il faut un texte. Rien n’a été fait."))
    return found["code"], readable(label)[:100]


def _document(device: PairedDevice) -> bytes:
    document: dict[str, Any] = {
        "endpoint": f"{settings.SITE_URL.rstrip('/')}/xapi/",
        "token": device.token,
        "actor": device.actor,
        "registration": str(device.registration),
        "activity": device.activity,
        "expires": written_instant(device.expires_at),
    }
    return orjson.dumps(document)
