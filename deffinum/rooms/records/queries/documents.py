"""Read documents of activities and agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Document
from deffinum.rooms.records.words import DocumentKind

NIL = UUID(int=0)


@dataclass(frozen=True)
class DocumentPlace:
    """Where documents stand. `registration` None: none was said; `name` None: every document of the place."""

    store_id: UUID
    kind: DocumentKind
    activity_key: UUID
    agent_key: UUID
    registration: UUID | None
    name: str | None
    is_bound: bool = False
    """Asked for by what belongs to the agent as a learner of the store: without them, nothing is written."""


@dataclass(frozen=True)
class FoundDocument:
    """A document as it is given back."""

    content: bytes
    content_type: str
    etag: str
    updated: datetime


def document(*, place: DocumentPlace) -> FoundDocument | None:
    """The one document of the place."""
    found = Document.objects.filter(**row_of(place)).first()
    if found is None:
        return None
    return FoundDocument(bytes(found.content), found.content_type, found.etag, found.updated)


def document_names(*, place: DocumentPlace, since: datetime | None) -> list[str]:
    """Names of the place's documents, of every registration when none is said; changed after `since` if it is given."""
    rows = Document.objects.filter(**rows_of(place))
    if since is not None:
        rows = rows.filter(updated__gt=since)
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def row_of(place: DocumentPlace) -> dict[str, object]:
    """The row of a named document."""
    return {
        "store_id": place.store_id,
        "kind": place.kind,
        "activity_key": place.activity_key,
        "agent_key": place.agent_key,
        "registration": place.registration or NIL,
        "name": place.name,
    }


def rows_of(place: DocumentPlace) -> dict[str, object]:
    """The rows of the place: what is not said (name, registration) is any."""
    found = row_of(place)
    if place.name is None:
        del found["name"]
        if place.registration is None:
            del found["registration"]
    return found
