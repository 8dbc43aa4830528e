"""Write statements in bulk: one INSERT a table, whole columns at a time (3.5 times faster than row by row)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

import psycopg

from deffinum.rooms.records.models.raw_cursor import raw_cursor

_KEPT = """
SELECT known.id::text, s.body FROM records_statementid AS known
JOIN records_statement AS s ON s.store_id = known.store_id AND s.stored = known.stored AND s.id = known.id
WHERE known.store_id = %b AND known.id = ANY(%b::text::uuid[])
"""
_TURN = "SELECT pg_advisory_xact_lock{}(hashtextextended('records.store:' || %b::text, 0))"
"""Shared by those who write in the store; alone for who voids: what it voids is stored, or will see that it is."""
_BEGUN = """
WITH numbered AS MATERIALIZED (SELECT pg_current_xact_id() AS xid)
SELECT clock_timestamp() FROM numbered WHERE xid IS NOT NULL
"""
_INSERT = """
WITH given AS MATERIALIZED (
    SELECT one.*, %b::timestamptz + place * interval '1 microsecond' AS stored
    FROM unnest(%b::text::uuid[], %b::text::int[], %b::text::timestamptz[], %b::text::uuid[], %b::text::uuid[],
        %b::text::uuid[], %b::text::uuid[], string_to_array(%b::text, ';'), %b::text::bool[],
        string_to_array(%b::text, E'\\x1f'))
    AS one(id, place, occurred, actor_key, verb_key, object_key, registration, mentions, voids, rest)
), fresh AS (
    INSERT INTO records_statementid (store_id, id, stored) SELECT %b::uuid, id, stored FROM given
    ON CONFLICT DO NOTHING RETURNING id
), kept AS (
    INSERT INTO records_statement (store_id, access_key_id, id, stored, occurred, actor_key, verb_key, object_key,
        registration, mentions, voids, voided, body)
    SELECT %b::uuid, %b::uuid, id, stored, coalesce(occurred, stored), actor_key, verb_key, object_key, registration,
        mentions::uuid[], voids,
        NOT voids AND id = ANY(array(SELECT target_id FROM records_statementreference AS r
            WHERE r.store_id = %b AND r.target_id = ANY(%b::text::uuid[]) AND r.voids)),
        '{"stored":"' || written || CASE WHEN occurred IS NULL THEN '","timestamp":"' || written ELSE '' END
            || '",' || rest
    FROM given JOIN fresh USING (id),
        LATERAL to_char(stored AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS written
)
SELECT CASE WHEN (SELECT count(*) FROM fresh) < %b THEN array(SELECT id::text FROM fresh) END
"""
_PEOPLE = """
INSERT INTO records_statementperson (store_id, agent_key, stored, id)
SELECT %b::uuid, * FROM unnest(%b::text[]::uuid[], %b::timestamptz[], %b::text[]::uuid[]) ON CONFLICT DO NOTHING
"""
_REFERENCES = """
INSERT INTO records_statementreference (store_id, target_id, source_id, source_stored, voids)
SELECT %b::uuid, * FROM unnest(%b::text[]::uuid[], %b::text[]::uuid[], %b::timestamptz[], %b::bool[])
ON CONFLICT DO NOTHING
"""
_ATTACHMENTS = """
INSERT INTO records_statementattachment (store_id, sha2, id)
SELECT %b::uuid, * FROM unnest(%b::text[], %b::text[]::uuid[]) ON CONFLICT DO NOTHING
"""
_VOID = """
UPDATE records_statement AS target SET voided = true FROM records_statementid AS known
WHERE known.store_id = %b AND known.id = ANY(%b::text[]::uuid[]) AND target.store_id = known.store_id
    AND target.stored = known.stored AND target.id = known.id AND NOT target.voids
"""


@dataclass(slots=True)
class StatementRow:
    """One row of `records_statement`; keys and ids are texts of hexadecimal digits, with or without hyphens."""

    id: str
    occurred: str | None
    """As PostgreSQL reads instants; None: the instant of storing."""
    actor_key: str
    verb_key: str
    object_key: str | None
    registration: str | None
    mentions: Collection[str]
    voids: bool
    rest: str
    """The JSON that is given back, after its brace and but for `stored` (and for `timestamp` when it was not given),
    which the database writes in front."""


def kept_bodies(store_id: UUID, ids: Collection[str]) -> dict[str, str]:
    """The bodies of the stored statements of these ids."""
    with raw_cursor() as cursor:
        return dict(cursor.execute(_KEPT, [store_id, _listed(ids)]).fetchall())


def insert_statements(
    store_id: UUID, access_key_id: UUID, pieces: Iterable[Sequence[tuple[int, StatementRow]]], *, alone: bool
) -> tuple[datetime, set[str]]:
    """Write the rows whose id was free, piece by piece; the instant of the batch, and the ids written.

    A piece is made (`pieces` may be lazy) while the database still writes the one before. Each row comes with its place
    in the batch, from 0: it is stored that many microseconds after the instant of the batch, which is the database's,
    read after the transaction got its number: who looks at the transactions under way sees every one that may still
    write before it. Rows come in the order of their ids over all the pieces, so that two batches that share some never
    wait for each other in a ring. `alone`: some of them void others. Must stand in a transaction.

    A column goes as one text (ids hold no comma, JSON no control character): lists of Python values are five times
    slower.
    """
    sent: list[tuple[list[str], psycopg.Cursor[Any]]] = []
    coming = iter(pieces)
    ready = list(islice(coming, 1))  # what is wrong from the beginning takes no turn and no number
    with raw_cursor() as cursor:
        connection = cursor.connection
        with connection.pipeline():  # with the BEGIN before it: one way there and back, and nobody waits in between
            turn = _TURN.format("" if alone else "_shared")
            psycopg.Cursor(connection).execute(turn, [str(store_id)], prepare=True)
            cursor.execute(_BEGUN, prepare=True)
            connection.pgconn.send_flush_request()
            connection.pgconn.flush()
            begun = None
            for piece in chain(ready, coming):
                begun = begun or _first(cursor)
                ids = [row.id for _place, row in piece]
                values = [begun, *_columns(piece), store_id, store_id, access_key_id, store_id, _listed(ids), len(ids)]
                sent.append((ids, psycopg.Cursor(connection).execute(_INSERT, values, prepare=True)))
        begun = begun or _first(cursor)
    fresh: set[str] = set()
    for ids, answer in sent:
        some = _first(answer)
        fresh.update(ids if some is None else some)
    return begun, fresh


def _first(cursor: psycopg.Cursor[Any]) -> Any:
    row = cursor.fetchone()
    assert row is not None  # noqa: S101 - it selects one row
    return row[0]


def _columns(piece: Sequence[tuple[int, StatementRow]]) -> list[str]:
    rows = [row for _place, row in piece]
    return [
        _listed([row.id for row in rows]),
        _listed([str(place) for place, _row in piece]),
        _listed([row.occurred or "NULL" for row in rows]),
        _listed([row.actor_key for row in rows]),
        _listed([row.verb_key for row in rows]),
        _listed([row.object_key or "NULL" for row in rows]),
        _listed([row.registration or "NULL" for row in rows]),
        ";".join(["{" + ",".join(row.mentions) + "}" for row in rows]),
        _listed(["t" if row.voids else "f" for row in rows]),
        "\x1f".join([row.rest for row in rows]),
    ]


def _listed(texts: Collection[str]) -> str:
    return "{" + ",".join(texts) + "}"


def insert_people(store_id: UUID, rows: Sequence[tuple[str, datetime, str]]) -> None:
    """Write (agent key, stored, statement id)."""
    if rows:
        with raw_cursor() as cursor:
            cursor.execute(_PEOPLE, [store_id, *map(list, zip(*rows, strict=True))])


def insert_references(store_id: UUID, rows: Sequence[tuple[str, str, datetime, bool]]) -> None:
    """Write (target, source, stored of the source, voids), and void the targets that are here and void nothing."""
    if rows:
        voided = [target for target, _source, _stored, voids in rows if voids]
        with raw_cursor() as cursor:
            cursor.execute(_REFERENCES, [store_id, *map(list, zip(*rows, strict=True))])
            if voided:
                cursor.execute(_VOID, [store_id, voided])


def insert_attachment_links(store_id: UUID, rows: Sequence[tuple[str, str]]) -> None:
    """Write (sha2, statement id): what declares an attachment."""
    if rows:
        with raw_cursor() as cursor:
            cursor.execute(_ATTACHMENTS, [store_id, *map(list, zip(*rows, strict=True))])
