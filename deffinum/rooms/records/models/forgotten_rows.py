"""Delete the oldest statements of a store with every row that stands beside them, and its oldest documents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import orjson

from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.models.renamed_rows import forget_unused_parts
from deffinum.rooms.records.words import DocumentKind

_OLDEST = """
SELECT stored, id, mentions, CASE WHEN position('"StatementRef"' IN body) > 0 THEN body END
FROM records_statement WHERE store_id = %(store)s AND stored < %(before)s ORDER BY stored, id LIMIT %(most)s FOR UPDATE
"""
_GIVEN = "unnest(%(stored)s::timestamptz[], %(ids)s::uuid[]) AS given(stored, id)"
_STATEMENTS = f"""
DELETE FROM records_statement AS s USING {_GIVEN}
WHERE s.store_id = %(store)s AND s.stored = given.stored AND s.id = given.id
"""  # noqa: S608 - our own words
_IDS = "DELETE FROM records_statementid WHERE store_id = %(store)s AND id = ANY(%(ids)s::uuid[])"
_PEOPLE = """
DELETE FROM records_statementperson AS p
USING unnest(%(who)s::uuid[], %(at)s::timestamptz[], %(of)s::uuid[]) AS given(who, stored, id)
WHERE p.store_id = %(store)s AND p.agent_key = given.who AND p.stored = given.stored AND p.id = given.id
"""
_REFERENCES = """
DELETE FROM records_statementreference AS r
USING unnest(%(targets)s::uuid[], %(sources)s::uuid[]) AS given(target_id, source_id)
WHERE r.store_id = %(store)s AND r.target_id = given.target_id AND r.source_id = given.source_id
"""
_LINKS = """
DELETE FROM records_statementattachment WHERE store_id = %(store)s AND id = ANY(%(ids)s::uuid[]) RETURNING sha2
"""
_DOCUMENTS = """
DELETE FROM records_document AS d USING (
    SELECT kind, activity_key, agent_key, registration, name FROM records_document
    WHERE store_id = %(store)s AND kind = ANY(%(kinds)s::smallint[]) AND updated < %(before)s
    ORDER BY updated LIMIT %(most)s FOR UPDATE
) AS old
WHERE d.store_id = %(store)s AND d.kind = old.kind AND d.activity_key = old.activity_key
    AND d.agent_key = old.agent_key AND d.registration = old.registration AND d.name = old.name
"""
OF_PERSONS = (DocumentKind.STATE.value, DocumentKind.AGENT_PROFILE.value)
"""Kinds of documents that tell of somebody; what a tool keeps of an activity alone is not kept for a time."""


def forget_oldest(*, store_id: UUID, before: datetime, most: int) -> int:
    """Delete at most `most` statements stored before the instant; returns how many went."""
    with raw_cursor() as cursor:
        rows = cursor.execute(_OLDEST, {"store": store_id, "before": before, "most": most}).fetchall()
        if not rows:
            return 0
        beside = [(who, stored, identifier) for stored, identifier, mentions, _body in rows for who in mentions]
        pointing = [
            (UUID(target["id"]), identifier)
            for _stored, identifier, _mentions, body in rows
            if body is not None and (target := orjson.loads(body)["object"]).get("objectType") == "StatementRef"
        ]
        given = {
            "store": store_id,
            "stored": [each[0] for each in rows],
            "ids": [each[1] for each in rows],
            "who": [each[0] for each in beside],
            "at": [each[1] for each in beside],
            "of": [each[2] for each in beside],
            "targets": [each[0] for each in pointing],
            "sources": [each[1] for each in pointing],
        }
        for sql in (_STATEMENTS, _IDS, _PEOPLE, _REFERENCES):
            cursor.execute(sql, given)
        parts = {row[0] for row in cursor.execute(_LINKS, given)}
    forget_unused_parts(store_id=store_id, sha2=sorted(parts))
    return len(rows)


def forget_oldest_documents(*, store_id: UUID, before: datetime, most: int) -> int:
    """Delete at most `most` documents of persons last written before the instant; returns how many went."""
    with raw_cursor() as cursor:
        given = {"store": store_id, "before": before, "most": most, "kinds": list(OF_PERSONS)}
        return cursor.execute(_DOCUMENTS, given).rowcount
