"""`/xapi/adaptateurs/deffinum`: the tracking document of the Deffinum plugin for Moodle, stored as statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement, check_part, instant_of, is_iri, is_uuid
from deffinum.rooms.records.commands.store_statements import store_statements
from deffinum.rooms.records.queries.stored_ids import stored_ids
from deffinum.rooms.records.queries.tracking_document import TrackedLearning, statements_of
from deffinum.rooms.records.web.xapi.exchange import Exchange, json_response, resource
from deffinum.rooms.records.web.xapi.incoming import BadRequest, read_json
from deffinum.rooms.records.words import KeyScope

Json = Any

KNOWN = ("actor", "activity", "registration", "timestamp", "document")


def post(exchange: Exchange) -> HttpResponse:
    """{"actor", "activity", "registration", "timestamp"?, "document"}: answers the ids, and how many are new.

    A device need not say the first three: it was paired for them. What an element says again is not stored again.
    """
    exchange.require(KeyScope.WRITE)
    exchange.only()
    learning, document = _read(exchange)
    statements = statements_of(document, learning)
    key = exchange.key
    known = stored_ids(store_id=key.store_id, ids={UUID(each["id"]) for each in statements})
    fresh = [each for each in statements if UUID(each["id"]) not in known]
    if fresh:
        store_statements(key=key, statements=fresh, parts={}, second=exchange.second, by=key.actor, now=exchange.now)
    elif key.bound is not None:  # what is stored is checked there; what was stored already may be another learner's
        for place, each in enumerate(statements):
            key.bound.check_statement(each, where=f"statements[{place}]", authority=key.authority)
    return json_response({"statements": [each["id"] for each in statements], "new": len(fresh)})


def _read(exchange: Exchange) -> tuple[TrackedLearning, Json]:
    if exchange.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadRequest(_("Le type du corps est application/json. Rien n’a été fait."))
    found = read_json(exchange.content, "corps")
    if not isinstance(found, dict) or "document" not in found:
        raise InvalidStatement("document", _("il faut un objet qui porte le document de suivi."))
    if strangers := sorted(found.keys() - set(KNOWN)):
        raise InvalidStatement(strangers[0][:60], _("cette propriété n’est pas attendue ici."))
    bound = exchange.key.bound
    if bound is not None:
        own = {"actor": bound.learner_agent, "activity": bound.activity, "registration": str(bound.registration)}
        found = {**own, **found}
    for name in ("actor", "activity", "registration"):
        if name not in found:
            raise InvalidStatement(name, _("cette propriété manque."))
    _check(found, second=exchange.second)
    learning = TrackedLearning(
        actor=found["actor"],
        activity=found["activity"],
        registration=found["registration"].lower(),
        timestamp=found.get("timestamp"),
        home=settings.SITE_URL,
    )
    return learning, found["document"]


def _check(found: dict[str, Json], *, second: bool) -> None:
    check_part("agent", found["actor"], second=second, where="actor")
    if not isinstance(found["activity"], str) or not is_iri(found["activity"]) or len(found["activity"]) > 1000:
        raise InvalidStatement("activity", _("il faut l’IRI de la ressource."))
    if not isinstance(found["registration"], str) or not is_uuid(found["registration"]):
        raise InvalidStatement("registration", _("il faut un UUID."))
    if "timestamp" in found:
        try:
            instant_of(found["timestamp"] if isinstance(found["timestamp"], str) else "")
        except ValueError:
            raise InvalidStatement("timestamp", _("il faut un instant ISO 8601.")) from None


page = resource(POST=post)
