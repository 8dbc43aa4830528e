"""Write, merge and forget documents, under the conditions of HTTP's entity tags."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from deffinum.foundation.cmi5.preferences import PREFERENCES, check_preferences
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Document
from deffinum.rooms.records.models.held_learner import hold_agent_row
from deffinum.rooms.records.queries.consents import LearnerGone
from deffinum.rooms.records.queries.documents import NIL, DocumentPlace, row_of, rows_of
from deffinum.rooms.records.words import DocumentKind

JSON = "application/json"


class DocumentChanged(DomainError):
    """The document is not (or no more) the one that the request names (412)."""

    status = 412


class DocumentExists(DomainError):
    """A document is there and the request does not say that it replaces it (409)."""


class Careless(DomainError):
    """The request does not say whether it replaces something, and must (400)."""

    status = 400


class NotMergeable(DomainError):
    """One of the two is not a JSON object (400)."""

    status = 400


class Caution(Enum):
    """When a PUT must carry an entity tag."""

    NEVER = auto()
    WHEN_THERE = auto()
    ALWAYS = auto()


@dataclass(frozen=True)
class Condition:
    """The entity tags of If-Match and If-None-Match; '*' is any document; None: the header was not sent."""

    matches: tuple[str, ...] | None = None
    matches_none: tuple[str, ...] | None = None

    @property
    def is_said(self) -> bool:
        """Was one of the headers sent?"""
        return self.matches is not None or self.matches_none is not None

    def check(self, etag: str | None) -> None:
        """Refuse when the document (None: there is none) is not as the sender thinks. Raises DocumentChanged."""
        met = self.matches is None or (etag is not None and bool({"*", etag} & set(self.matches)))
        if self.matches_none is not None and etag is not None and {"*", etag} & set(self.matches_none):
            met = False
        if not met:
            raise DocumentChanged(
                _("Le document n’est pas celui que la requête attend. Rien n’a été changé : relisez-le, puis renvoyez.")
            )


@command("records.put_document", logged=False)
def put_document(
    *,
    place: DocumentPlace,
    content: bytes,
    content_type: str,
    condition: Condition,
    caution: Caution,
    by: Actor,
    now: datetime,
) -> None:
    """Write the document. Raises ForbiddenPreferences (what cmi5 names so and is something else), DocumentChanged,
    DocumentExists, Careless, NotMergeable (JSON that is none).
    """
    _check_reserved(place, content, content_type)
    held = _held(place)
    if held is None and caution == Caution.ALWAYS and not condition.is_said:
        raise Careless(_("Dites avec If-None-Match que ce document n’existe pas encore. Rien n’a été enregistré."))
    if held is not None and caution != Caution.NEVER and not condition.is_said:
        raise DocumentExists(
            _(
                "Un document de ce nom existe. Rien n’a été changé : relisez-le, puis renvoyez avec If-Match, ou "
                "If-None-Match s’il ne doit pas exister."
            )
        )
    condition.check(None if held is None else held.etag)
    if _is_json(content_type):
        _read(content)
    _write(place, content, content_type, now)


@command("records.merge_document", logged=False)
def merge_document(
    *, place: DocumentPlace, content: bytes, content_type: str, condition: Condition, by: Actor, now: datetime
) -> None:
    """Write the document, or set its properties in the one that is there.

    Raises ForbiddenPreferences, DocumentChanged, NotMergeable.
    """
    held = _held(place)
    condition.check(None if held is None else held.etag)
    new = _read(content) if _is_json(content_type) else None
    if held is not None:
        before = _read(bytes(held.content)) if _is_json(held.content_type) else None
        if not isinstance(before, dict) or not isinstance(new, dict):
            raise NotMergeable(_("Pour être réunis, les deux documents sont des objets JSON. Rien n’a été changé."))
        content = orjson.dumps({**before, **new})
    elif _is_json(content_type) and not isinstance(new, dict):
        raise NotMergeable(_("Un document JSON envoyé par POST est un objet. Rien n’a été changé."))
    _check_reserved(place, content, content_type)
    _write(place, content, content_type, now)


@command("records.forget_documents", logged=False)
def forget_documents(*, place: DocumentPlace, condition: Condition, by: Actor, now: datetime) -> None:
    """Delete the documents of the place; nothing there is fine. Raises DocumentChanged."""
    if place.name is not None and condition.is_said:
        held = _held(place)
        condition.check(None if held is None else held.etag)
    Document.objects.filter(**rows_of(place)).delete()


def _check_reserved(place: DocumentPlace, content: bytes, content_type: str) -> None:
    """Every unit relies on what the learner's preferences look like, whoever wrote them."""
    if place.kind == DocumentKind.AGENT_PROFILE and place.name == PREFERENCES:
        check_preferences(content, content_type)


def _held(place: DocumentPlace) -> Document | None:
    """The document: nobody else changes or makes it, or erases its learner, before this transaction ends.

    Raises LearnerGone.
    """
    held = place.agent_key == NIL or hold_agent_row(store_id=place.store_id, agent_key=place.agent_key, purpose="")
    if place.is_bound and not held:
        raise LearnerGone(_("Cet apprenant n’est plus inscrit ici. Rien n’a été enregistré."))
    with connection.cursor() as cursor:
        told = "\x1f".join(str(each) for each in row_of(place).values())
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [told])
    return Document.objects.filter(**row_of(place)).first()


def _write(place: DocumentPlace, content: bytes, content_type: str, now: datetime) -> None:
    row = row_of(place)
    etag = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    values: dict[str, Any] = {"content": content, "content_type": content_type, "etag": etag, "updated": now}
    if not Document.objects.filter(**row).update(**values):
        Document.objects.create(**row, **values)


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == JSON


def _read(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise NotMergeable(_("Le contenu est annoncé en JSON et ne se lit pas. Rien n’a été changé.")) from None
