"""Append to the chain, and prove it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from deffinum.foundation.audit.models import AuditEntry

CHAIN_LOCK = 4_849_695
"""Key of the advisory lock that orders the chain's appends (until the end of the transaction)."""
GENESIS = "0" * 64


@dataclass(frozen=True)
class PendingEntry:
    """A command that runs; its entry is written when the outermost command ends."""

    command: str
    actor_id: uuid.UUID | None
    actor_kind: str
    instant: datetime
    arguments: Any


@dataclass(frozen=True)
class BrokenLink:
    """The first entry of the chain that does not hold, and why."""

    sequence: int
    cause: str


def link_hash(*, previous: str, sequence: int, entry: PendingEntry) -> str:
    """SHA-256 over the previous hash and the entry's canonical JSON (sorted keys, UTC instants)."""
    canonical = orjson.dumps(
        {
            "sequence": sequence,
            "previous": previous,
            "instant": entry.instant.astimezone(UTC).isoformat(timespec="microseconds"),
            "command": entry.command,
            "actor_id": str(entry.actor_id) if entry.actor_id else None,
            "actor_kind": entry.actor_kind,
            "arguments": entry.arguments,
        },
        option=orjson.OPT_SORT_KEYS,
    )
    return hashlib.sha256(canonical).hexdigest()


def append_entries(entries: list[PendingEntry]) -> None:
    """Write the entries at the end of the chain. Must run inside the command's transaction.

    Foreign keys are checked first: a check locks the row that is pointed at, and left to the commit it would wait
    for that row while holding the chain, whose holder may be waiting for the chain.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, GENESIS)
    rows = []
    for entry in entries:
        sequence += 1
        link = link_hash(previous=previous, sequence=sequence, entry=entry)
        rows.append(
            AuditEntry(
                sequence=sequence,
                instant=entry.instant,
                command=entry.command,
                actor_id=entry.actor_id,
                actor_kind=entry.actor_kind,
                arguments=entry.arguments,
                previous_hash=previous,
                hash=link,
            )
        )
        previous = link
    AuditEntry.objects.bulk_create(rows)


def first_broken_link() -> BrokenLink | None:
    """Walk the whole chain; None when every link holds."""
    previous, expected = GENESIS, 1
    for row in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if row.sequence != expected:
            return BrokenLink(expected, "missing")
        if row.previous_hash != previous:
            return BrokenLink(row.sequence, "previous")
        entry = PendingEntry(row.command, row.actor_id, row.actor_kind, row.instant, row.arguments)
        if link_hash(previous=previous, sequence=row.sequence, entry=entry) != row.hash:
            return BrokenLink(row.sequence, "content")
        previous, expected = row.hash, expected + 1
    return None
