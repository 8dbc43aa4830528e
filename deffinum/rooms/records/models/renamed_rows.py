"""Give the statements of one agent another agent, in bounded batches inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models.attempt_rows import rename_in_figures
from deffinum.rooms.records.models.raw_cursor import raw_cursor

BATCH = 500
"""Statements read and written at once."""

_PLACES = """
SELECT stored, id FROM records_statement WHERE store_id = %(store)s AND mentions @> ARRAY[%(old)s] ORDER BY stored, id
"""
_READ = """
SELECT s.stored, s.id, s.actor_key = %(old)s, s.body FROM records_statement AS s
JOIN unnest(%(stored)s::timestamptz[], %(ids)s::uuid[]) AS given(stored, id)
    ON s.store_id = %(store)s AND s.stored = given.stored AND s.id = given.id
ORDER BY s.stored, s.id FOR NO KEY UPDATE OF s
"""
_WRITE = """
UPDATE records_statement AS s SET body = given.body, mentions = array_replace(s.mentions, %(old)s, %(new)s),
    actor_key = CASE WHEN s.actor_key = %(old)s THEN %(new)s ELSE s.actor_key END
FROM unnest(%(stored)s::timestamptz[], %(ids)s::uuid[], %(bodies)s::text[]) AS given(stored, id, body)
WHERE s.store_id = %(store)s AND s.stored = given.stored AND s.id = given.id
"""
_PEOPLE = "UPDATE records_statementperson SET agent_key = %(new)s WHERE store_id = %(store)s AND agent_key = %(old)s"
_UNLINK = """
DELETE FROM records_statementattachment AS link USING unnest(%(sha2)s::text[], %(ids)s::uuid[]) AS given(sha2, id)
WHERE link.store_id = %(store)s AND link.sha2 = given.sha2 AND link.id = given.id
"""
_FORGET_PARTS = """
DELETE FROM records_attachment AS part WHERE part.store_id = %(store)s AND part.sha2 = ANY(%(sha2)s::text[])
    AND NOT EXISTS (SELECT 1 FROM records_statementattachment AS link
        WHERE link.store_id = part.store_id AND link.sha2 = part.sha2)
"""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a statement says from now on, and the attachments that it declares no more (sha2)."""

    body: str
    dropped: tuple[str, ...]


Rename = Callable[[str, bool], Renamed]
"""`(body, is the agent its actor) -> Renamed`."""


def rename_agent(*, store_id: UUID, old: UUID, new: UUID, rename: Rename) -> int:
    """Rewrite every statement that names the agent; returns how many. Those that arrive meanwhile are found too."""
    keys = {"store": store_id, "old": old, "new": new}
    renamed = 0
    while places := _places(keys):
        for batch in _batches(places):
            _rename_batch(keys, batch, rename)
        renamed += len(places)
    with raw_cursor() as cursor:
        cursor.execute(_PEOPLE, keys)
    rename_in_figures(store_id=store_id, old=old, new=new)
    return renamed


def forget_unused_parts(*, store_id: UUID, sha2: Sequence[str]) -> None:
    """Delete the bytes of these hashes that no statement declares any more."""
    with raw_cursor() as cursor:
        cursor.execute(_FORGET_PARTS, {"store": store_id, "sha2": list(sha2)})


def _rename_batch(keys: dict[str, UUID], batch: list[tuple[datetime, UUID]], rename: Rename) -> None:
    given = keys | {"stored": [each[0] for each in batch], "ids": [each[1] for each in batch]}
    with raw_cursor() as cursor:
        rows = cursor.execute(_READ, given).fetchall()
        changed = [(stored, identifier, rename(body, is_actor)) for stored, identifier, is_actor, body in rows]
        cursor.execute(
            _WRITE,
            keys
            | {
                "stored": [each[0] for each in changed],
                "ids": [each[1] for each in changed],
                "bodies": [each[2].body for each in changed],
            },
        )
        dropped = [(sha2, identifier) for _stored, identifier, now in changed for sha2 in now.dropped]
        if dropped:
            links = {"sha2": [each[0] for each in dropped], "ids": [each[1] for each in dropped]}
            cursor.execute(_UNLINK, keys | links)
    forget_unused_parts(store_id=keys["store"], sha2=sorted({each[0] for each in dropped}))


def _places(keys: dict[str, UUID]) -> list[tuple[datetime, UUID]]:
    with raw_cursor() as cursor:
        return cursor.execute(_PLACES, keys).fetchall()


def _batches(places: list[tuple[datetime, UUID]]) -> Iterator[list[tuple[datetime, UUID]]]:
    for start in range(0, len(places), BATCH):
        yield places[start : start + BATCH]
