"""Write statements in bulk: one INSERT a table, whole columns at a time (3.5 times faster than row by row)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

_BEGIN = """
SELECT clock_timestamp(), ARRAY(
    SELECT DISTINCT target_id FROM records_statementreference
    WHERE store_id = %b AND target_id = ANY(%b::uuid[]) AND voids)
"""
_TAKE_IDS = """
INSERT INTO records_statementid (store_id, id, stored)
SELECT %b::uuid, * FROM unnest(%b::uuid[], %b::timestamptz[]) ON CONFLICT DO NOTHING RETURNING id
"""
_KEPT = """
SELECT known.id, s.body FROM records_statementid AS known
JOIN records_statement AS s ON s.store_id = known.store_id AND s.stored = known.stored AND s.id = known.id
WHERE known.store_id = %b AND known.id = ANY(%b::uuid[])
"""
_INSERT = """
INSERT INTO records_statement (store_id, access_key_id, id, stored, occurred, actor_key, verb_key, object_key,
    registration, mentions, voids, voided, body)
SELECT %b::uuid, %b::uuid, id, stored, occurred, actor_key, verb_key, object_key, registration, mentions::uuid[],
    voids, voided, body
FROM unnest(%b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[],
    %b::text[], %b::bool[], %b::bool[], %b::text[])
    AS given(id, stored, occurred, actor_key, verb_key, object_key, registration, mentions, voids, voided, body)
"""
_PEOPLE = """
INSERT INTO records_statementperson (store_id, agent_key, stored, id)
SELECT %b::uuid, * FROM unnest(%b::uuid[], %b::timestamptz[], %b::uuid[]) ON CONFLICT DO NOTHING
"""
_REFERENCES = """
INSERT INTO records_statementreference (store_id, target_id, source_id, source_stored, voids)
SELECT %b::uuid, * FROM unnest(%b::uuid[], %b::uuid[], %b::timestamptz[], %b::bool[]) ON CONFLICT DO NOTHING
"""
_ATTACHMENTS = """
INSERT INTO records_statementattachment (store_id, sha2, id)
SELECT %b::uuid, * FROM unnest(%b::text[], %b::uuid[]) ON CONFLICT DO NOTHING
"""
_VOID = """
UPDATE records_statement AS target SET voided = true FROM records_statementid AS known
WHERE known.store_id = %b AND known.id = ANY(%b::uuid[]) AND target.store_id = known.store_id
    AND target.stored = known.stored AND target.id = known.id AND NOT target.voids
"""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row of `records_statement`, in the order of its columns."""

    id: UUID
    stored: datetime
    occurred: datetime
    actor_key: UUID
    verb_key: UUID
    object_key: UUID | None
    registration: UUID | None
    mentions: Collection[UUID]
    voids: bool
    voided: bool
    body: str


def _raw() -> psycopg.Cursor[Any]:
    """A cursor that sends its values in binary: Django's own writes them into the text."""
    connection.ensure_connection()
    raw: psycopg.Cursor[Any] = psycopg.Cursor(connection.connection)
    return raw


def begin_storing(store_id: UUID, ids: Sequence[UUID]) -> tuple[datetime, set[UUID]]:
    """The database's instant inside this transaction, and which of the ids were voided before they came."""
    with _raw() as cursor:
        row = cursor.execute(_BEGIN, [store_id, list(ids)]).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    return row[0], set(row[1])


def take_ids(store_id: UUID, ids: Sequence[UUID], stored: Sequence[datetime]) -> set[UUID]:
    """Take the statement ids; returns those that were free. Waits for a transaction that takes the same."""
    with _raw() as cursor:
        cursor.execute(_TAKE_IDS, [store_id, list(ids), list(stored)])
        return set(ids) if cursor.rowcount == len(ids) else {row[0] for row in cursor}


def kept_bodies(store_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """The bodies of the stored statements of these ids."""
    with _raw() as cursor:
        return dict(cursor.execute(_KEPT, [store_id, list(ids)]).fetchall())


def insert_statements(store_id: UUID, access_key_id: UUID, rows: Sequence[StatementRow]) -> None:
    """Write the rows, whole columns at a time."""
    columns = [
        [each.id for each in rows],
        [each.stored for each in rows],
        [each.occurred for each in rows],
        [each.actor_key for each in rows],
        [each.verb_key for each in rows],
        [each.object_key for each in rows],
        [each.registration for each in rows],
        ["{" + ",".join([key.hex for key in each.mentions]) + "}" for each in rows],
        [each.voids for each in rows],
        [each.voided for each in rows],
        [each.body for each in rows],
    ]
    with _raw() as cursor:
        cursor.execute(_INSERT, [store_id, access_key_id, *columns])


def insert_people(store_id: UUID, rows: Sequence[tuple[UUID, datetime, UUID]]) -> None:
    """Write (agent key, stored, statement id)."""
    if rows:
        with _raw() as cursor:
            cursor.execute(_PEOPLE, [store_id, *map(list, zip(*rows, strict=True))])


def insert_references(store_id: UUID, rows: Sequence[tuple[UUID, UUID, datetime, bool]]) -> None:
    """Write (target, source, stored of the source, voids), and void the targets that are here and void nothing."""
    if rows:
        voided = [target for target, _source, _stored, voids in rows if voids]
        with _raw() as cursor:
            cursor.execute(_REFERENCES, [store_id, *map(list, zip(*rows, strict=True))])
            if voided:
                cursor.execute(_VOID, [store_id, voided])


def insert_attachment_links(store_id: UUID, rows: Sequence[tuple[str, UUID]]) -> None:
    """Write (sha2, statement id): what declares an attachment."""
    if rows:
        with _raw() as cursor:
            cursor.execute(_ATTACHMENTS, [store_id, *map(list, zip(*rows, strict=True))])
