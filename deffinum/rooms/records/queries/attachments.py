"""The bytes that belong to statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models import Attachment


@dataclass(frozen=True)
class StoredPart:
    """An attachment as it is given back."""

    sha2: str
    content_type: str
    content: bytes


def attachments_of(*, store_id: UUID, sha2: Collection[str]) -> list[StoredPart]:
    """Those of these hashes that the store holds."""
    rows = Attachment.objects.filter(store_id=store_id, sha2__in=list(sha2)).order_by("sha2")
    return [StoredPart(each.sha2, each.content_type, bytes(each.content)) for each in rows] if sha2 else []


def attachments_in(statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a statement and its sub-statement declare."""
    for holder in (statement, statement["object"]):
        yield from holder.get("attachments", ())
