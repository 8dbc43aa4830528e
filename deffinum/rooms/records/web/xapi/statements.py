"""The statements resource (xAPI 1.0.3 communication, section 2.1; IEEE 9274.1.1, section 4.1.6.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.identity import activities_of, activity_key, agent_key, verb_key
from deffinum.foundation.xapi.instants import written_instant
from deffinum.foundation.xapi.multipart import Part, check_hash, fresh_boundary, media_type, read_parts, write_parts
from deffinum.foundation.xapi.presentation import accepted_languages, canonical, identifiers_only
from deffinum.rooms.records.commands.store_session_statements import store_session_statements
from deffinum.rooms.records.commands.store_statements import ReceivedPart, store_statements
from deffinum.rooms.records.queries.attachments import attachments_of
from deffinum.rooms.records.queries.definitions import definitions_of_activities
from deffinum.rooms.records.queries.find_statements import (
    Cursor,
    Filters,
    consistent_through,
    find_statements,
    statement_by_id,
)
from deffinum.rooms.records.web.xapi.exchange import CONSISTENT, Exchange, NotHere, json_response, resource
from deffinum.rooms.records.web.xapi.incoming import BadRequest, read_json
from deffinum.rooms.records.web.xapi.session_bounds import bound_filters, may_see
from deffinum.rooms.records.words import KeyScope

Json = Any

FORMATS = ("ids", "exact", "canonical")
FILTERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "ascending",
)
SHOWN = ("format", "attachments")
PLACE = "after"
"""Our own parameter: where the page of a `more` address begins."""


def put(exchange: Exchange) -> HttpResponse:
    """Store one statement under the id of the address."""
    exchange.require(KeyScope.WRITE)
    exchange.only("statementId")
    identifier = exchange.uuid("statementId")
    if identifier is None:
        raise BadRequest(_("Il manque le paramètre « statementId ». Rien n’a été fait."))
    found, parts = _received(exchange)
    if not isinstance(found, dict):
        raise BadRequest(_("PUT enregistre une trace et une seule. Rien n’a été fait."))
    named = found.setdefault("id", str(identifier))
    if not isinstance(named, str) or named.lower() != str(identifier):
        raise BadRequest(_("L’« id » de la trace n’est pas celui de l’adresse. Rien n’a été fait."))
    _store(exchange, [found], parts)
    return HttpResponse(status=204)


def post(exchange: Exchange) -> HttpResponse:
    """Store a statement or a list of them; answers their ids."""
    exchange.require(KeyScope.WRITE)
    exchange.only()
    found, parts = _received(exchange)
    ids = _store(exchange, found if isinstance(found, list) else [found], parts)
    return json_response(ids)


def get(exchange: Exchange) -> HttpResponse:
    """One statement by its id, or a page of those that the filters find."""
    exchange.require(KeyScope.READ, KeyScope.READ_MINE)
    exchange.only("statementId", "voidedStatementId", *FILTERS, *SHOWN, PLACE)
    form = exchange.parameters.get("format", "exact")
    if form not in FORMATS:
        raise BadRequest(_("Le paramètre « format » vaut ids, exact ou canonical."))
    with_attachments = exchange.flag("attachments")
    consistent = consistent_through()
    names = [each for each in ("statementId", "voidedStatementId") if each in exchange.parameters]
    if names:
        response = _one(exchange, names, form, with_attachments=with_attachments)
    else:
        response = _page(exchange, form, with_attachments=with_attachments)
    response[CONSISTENT] = written_instant(consistent)
    return response


def _received(exchange: Exchange) -> tuple[Json, dict[str, ReceivedPart]]:
    kind, parameters = media_type(exchange.headers.get("content-type", ""))
    if kind == "application/json":
        return read_json(exchange.content, "statements"), {}
    if kind != "multipart/mixed":
        raise BadRequest(_("Le type du corps est application/json ou multipart/mixed. Rien n’a été fait."))
    first, *others = read_parts(exchange.content, boundary=parameters.get("boundary")) or [Part({}, b"")]
    if media_type(first.headers.get("content-type", ""))[0] != "application/json":
        raise BadRequest(_("La première partie porte les traces, de type application/json. Rien n’a été fait."))
    return read_json(first.content, "statements"), _attached(others)


def _attached(others: list[Part]) -> dict[str, ReceivedPart]:
    parts: dict[str, ReceivedPart] = {}
    for each in others:
        sha2 = each.headers.get("x-experience-api-hash", "").lower()
        if not sha2 or each.headers.get("content-transfer-encoding", "").lower() != "binary":
            raise BadRequest(
                _("Une pièce porte les en-têtes X-Experience-API-Hash et Content-Transfer-Encoding: binary.")
            )
        check_hash(sha2, each.content)
        parts[sha2] = ReceivedPart(each.headers.get("content-type", "application/octet-stream"), each.content)
    return parts


def _store(exchange: Exchange, statements: list[Json], parts: dict[str, ReceivedPart]) -> list[str]:
    store = store_statements if exchange.key.session is None else store_session_statements
    return store(
        key=exchange.key,
        statements=statements,
        parts=parts,
        second=exchange.second,
        by=exchange.key.actor,
        now=exchange.now,
    )


def _one(exchange: Exchange, names: list[str], form: str, *, with_attachments: bool) -> HttpResponse:
    if len(names) > 1:
        raise BadRequest(_("« statementId » et « voidedStatementId » ne vont pas ensemble."))
    exchange.only(*names, *SHOWN)
    identifier = exchange.uuid(names[0])
    if identifier is None:
        raise BadRequest(_("Il manque l’identifiant de la trace."))
    found = statement_by_id(
        store_id=exchange.key.store_id, statement_id=identifier, voided=names[0] == "voidedStatementId"
    )
    if found is None or not _may_see(exchange, found[0]):
        raise NotHere(_("Aucune trace de cet identifiant n’est lisible ici."))
    body, stored = found
    shown = _shaped(exchange, [body], form)[0]
    response = _with_attachments(exchange, shown, [body]) if with_attachments else json_response(shown)
    response["Last-Modified"] = http_date(stored.timestamp())
    return response


def _may_see(exchange: Exchange, body: str) -> bool:
    if exchange.key.session is not None:
        return may_see(exchange.key, body)
    return exchange.key.may(KeyScope.READ) or orjson.loads(body)["authority"] == exchange.key.authority


def _page(exchange: Exchange, form: str, *, with_attachments: bool) -> HttpResponse:
    page = find_statements(
        store_id=exchange.key.store_id, filters=bound_filters(exchange.key, _filters(exchange)), after=_place(exchange)
    )
    more = ""
    if page.next is not None:
        again = {**exchange.parameters, PLACE: f"{page.next.stored.isoformat()}/{page.next.id}"}
        more = f"{exchange.request.path}?{urlencode(again)}"
    shaped = _shaped(exchange, page.bodies, form)
    document = b'{"statements":[' + b",".join(shaped) + b'],"more":' + orjson.dumps(more) + b"}"
    return _with_attachments(exchange, document, page.bodies) if with_attachments else json_response(document)


def _filters(exchange: Exchange) -> Filters:
    limit = exchange.parameters.get("limit", "0")
    if not (limit.isascii() and limit.isdigit() and len(limit) < 10):
        raise BadRequest(_("Le paramètre « limit » est un nombre entier, zéro compris."))
    filters = Filters(
        registration=exchange.uuid("registration"),
        since=exchange.instant("since"),
        until=exchange.instant("until"),
        related_agents=exchange.flag("related_agents"),
        related_activities=exchange.flag("related_activities"),
        ascending=exchange.flag("ascending"),
        limit=int(limit),
        written_by=None if exchange.key.may(KeyScope.READ) else exchange.key.id,
    )
    if "agent" in exchange.parameters:
        filters = replace(filters, agent=agent_key(exchange.part("agent", "actor")) or UUID(int=0))
    if "verb" in exchange.parameters:
        filters = replace(filters, verb=verb_key(exchange.iri("verb")))
    if "activity" in exchange.parameters:
        filters = replace(filters, activity=activity_key(exchange.iri("activity")))
    return filters


def _place(exchange: Exchange) -> Cursor | None:
    written = exchange.parameters.get(PLACE)
    if written is None:
        return None
    stored, _slash, identifier = written.partition("/")
    try:
        return Cursor(datetime.fromisoformat(stored), UUID(identifier))
    except ValueError:
        raise BadRequest(_("L’adresse de la suite (« more ») n’est pas entière.")) from None


def _shaped(exchange: Exchange, bodies: list[str], form: str) -> list[bytes]:
    if form == "exact":
        return [each.encode() for each in bodies]
    statements = [orjson.loads(each) for each in bodies]
    if form == "ids":
        return [orjson.dumps(identifiers_only(each)) for each in statements]
    known = definitions_of_activities(
        store_id=exchange.key.store_id,
        keys={activity_key(activity["id"]) for each in statements for activity in activities_of(each)},
    )
    languages = accepted_languages(exchange.headers.get("accept-language", ""))
    return [orjson.dumps(canonical(each, languages=languages, definition_of=known.get)) for each in statements]


def _with_attachments(exchange: Exchange, document: bytes, bodies: Iterable[str]) -> HttpResponse:
    wanted = {
        attachment["sha2"].lower()
        for each in bodies
        for statement in [orjson.loads(each)]
        for holder in (statement, statement["object"])
        for attachment in holder.get("attachments", ())
    }
    contents = attachments_of(store_id=exchange.key.store_id, sha2=wanted)
    boundary = fresh_boundary([document, *[each.content for each in contents]])
    body = b"".join(
        write_parts(document, [(each.content_type, each.sha2, each.content) for each in contents], boundary=boundary)
    )
    return HttpResponse(body, content_type=f'multipart/mixed; boundary="{boundary}"')


page = resource(dated=True, GET=get, PUT=put, POST=post)
