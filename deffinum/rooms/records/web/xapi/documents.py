"""The document resources: state, agent profiles, activity profiles (xAPI 1.0.3 communication, 2.2 to 2.7).

One way for the three: they differ in what names a document and in when a PUT must say which version it replaces.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.preferences import PREFERENCES
from deffinum.foundation.xapi.identity import activity_key, agent_key
from deffinum.rooms.records.commands.keep_document import (
    Caution,
    Condition,
    forget_documents,
    merge_document,
    put_document,
)
from deffinum.rooms.records.commands.note_preferences_read import note_preferences_read
from deffinum.rooms.records.queries.consents import require_consent
from deffinum.rooms.records.queries.documents import NIL, DocumentPlace, document, document_names
from deffinum.rooms.records.web.xapi.exchange import Exchange, NotHere, View, json_response, resource
from deffinum.rooms.records.web.xapi.incoming import BadRequest
from deffinum.rooms.records.web.xapi.session_bounds import bound_place
from deffinum.rooms.records.words import DocumentKind, KeyScope


@dataclass(frozen=True)
class DocumentResource:
    """What one of the three resources is: its kind, the parameter that names a document, what it asks of the key."""

    kind: DocumentKind
    name: str
    scope: KeyScope
    with_activity: bool
    with_agent: bool

    def place(self, exchange: Exchange, *more: str) -> DocumentPlace:
        """Where the request points.

        Raises BadRequest, InvalidStatement, NotAllowed, OutsideBinding, ConsentWithdrawn.
        """
        exchange.require(self.scope)
        known = [self.name, *more]
        known += ["activityId"] if self.with_activity else []
        known += ["agent"] if self.with_agent else []
        known += ["registration"] if self.kind == DocumentKind.STATE else []
        exchange.only(*known)
        said = exchange.part("agent", "actor") if self.with_agent else None
        agent = NIL if said is None else agent_key(said)
        if agent is None:
            raise BadRequest(_("Un groupe anonyme n’a ni état ni profil. Rien n’a été fait."))
        if (bound := exchange.key.bound) is not None and said is not None:
            bound.check_state(
                activity=exchange.iri("activityId"), agent=said, registration=exchange.uuid("registration")
            )
        if exchange.method in ("PUT", "POST") and said is not None:
            require_consent(store_id=exchange.key.store_id, purpose=exchange.key.purpose, agent_keys={agent.hex})
        place = DocumentPlace(
            store_id=exchange.key.store_id,
            kind=self.kind,
            activity_key=activity_key(exchange.iri("activityId")) if self.with_activity else NIL,
            agent_key=agent,
            registration=exchange.uuid("registration") if self.kind == DocumentKind.STATE else None,
            name=exchange.parameters.get(self.name),
            is_bound=said is not None and (bound is not None or exchange.key.session is not None),
        )
        writes, deletes = exchange.method in ("PUT", "POST", "DELETE"), exchange.method == "DELETE"
        return bound_place(exchange.key, place, writes=writes, deletes=deletes)

    def caution(self, exchange: Exchange) -> Caution:
        """What a PUT must say: in 1.0, states nothing and profiles always; in 2.0, what would be replaced."""
        if exchange.second:
            return Caution.WHEN_THERE
        return Caution.NEVER if self.kind == DocumentKind.STATE else Caution.ALWAYS

    def named_place(self, exchange: Exchange) -> DocumentPlace:
        """The same, of one document. Raises BadRequest too when it is not named."""
        exchange.text(self.name)
        return self.place(exchange)

    def get(self, exchange: Exchange) -> HttpResponse:
        """The document, or the names of those that are there."""
        if self.name not in exchange.parameters:
            place = self.place(exchange, "since")
            return json_response(document_names(place=place, since=exchange.instant("since")))
        place = self.named_place(exchange)
        if exchange.key.session is not None and self.kind == DocumentKind.AGENT_PROFILE and place.name == PREFERENCES:
            note_preferences_read(session_id=exchange.key.id, by=exchange.key.actor, now=exchange.now)
        found = document(place=place)
        if found is None:
            raise NotHere(_("Aucun document de ce nom n’est ici."))
        response = HttpResponse(found.content, content_type=found.content_type)
        response["ETag"] = f'"{found.etag}"'
        response["Last-Modified"] = http_date(found.updated.timestamp())
        response["Content-Security-Policy"] = "sandbox"
        return response

    def put(self, exchange: Exchange) -> HttpResponse:
        """Write the document, in place of what it held."""
        put_document(
            place=self.named_place(exchange),
            content=exchange.content,
            content_type=exchange.headers.get("content-type", "application/octet-stream"),
            condition=_condition(exchange),
            caution=self.caution(exchange),
            by=exchange.key.actor,
            now=exchange.now,
        )
        return HttpResponse(status=204)

    def post(self, exchange: Exchange) -> HttpResponse:
        """Write the document, or merge its properties when both are JSON objects."""
        merge_document(
            place=self.named_place(exchange),
            content=exchange.content,
            content_type=exchange.headers.get("content-type", "application/octet-stream"),
            condition=_condition(exchange),
            by=exchange.key.actor,
            now=exchange.now,
        )
        return HttpResponse(status=204)

    def delete(self, exchange: Exchange) -> HttpResponse:
        """Forget the document; of states, all of an agent in an activity when none is named."""
        place = self.place(exchange) if self.kind == DocumentKind.STATE else self.named_place(exchange)
        forget_documents(place=place, condition=_condition(exchange), by=exchange.key.actor, now=exchange.now)
        return HttpResponse(status=204)

    def page(self) -> View:
        """The view of the resource."""
        return resource(GET=self.get, PUT=self.put, POST=self.post, DELETE=self.delete)


def _condition(exchange: Exchange) -> Condition:
    return Condition(
        matches=_tags(exchange.headers.get("if-match")), matches_none=_tags(exchange.headers.get("if-none-match"))
    )


def _tags(header: str | None) -> tuple[str, ...] | None:
    """The tags of the header without quotes or weakness; ('*',) for any; None when it is not there."""
    if header is None:
        return None
    return tuple(each.strip().removeprefix("W/").strip('"') for each in header.split(","))


state = DocumentResource(DocumentKind.STATE, "stateId", KeyScope.STATE, with_activity=True, with_agent=True).page()
agent_profile = DocumentResource(
    DocumentKind.AGENT_PROFILE, "profileId", KeyScope.PROFILE, with_activity=False, with_agent=True
).page()
activity_profile = DocumentResource(
    DocumentKind.ACTIVITY_PROFILE, "profileId", KeyScope.PROFILE, with_activity=True, with_agent=False
).page()
