"""Read and write the figures' tables in bulk, whole columns at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models.raw_cursor import raw_cursor

NO_KEY = "0" * 32
"""`attempt.NONE` in hexadecimal digits."""
Cell = tuple[str, str, int, str]
"""Resource, step, facet, key of the facet."""
AttemptKey = tuple[str, str, str, str]
"""Resource, step, learner, registration."""
Outcomes = tuple[int, int, int, int, int, int]
"""How many attempts; how many of them completed, passed, failed, stuck, stopped."""


@dataclass(slots=True)
class AttemptRow:
    """One row of `records_attempt`, in the order of its columns; keys are texts of 32 hexadecimal digits."""

    resource_key: str
    step_key: str
    learner_key: str
    registration: str
    first_at: datetime
    last_at: datetime
    last_stored: datetime
    statements: int
    completed: int
    passed: int
    failed: int
    attempted: int
    judged: int
    said_tries: int
    best_score: int
    last_score: int
    scored_at: datetime | None
    scored_by: str
    ended: int
    ended_ms: int
    told_ms: int
    version_key: str
    path_key: str
    place_key: str
    latest_step: str
    stepped_at: datetime | None
    stepped_by: str

    @property
    def key(self) -> AttemptKey:
        """By which the row is found in its store."""
        return self.resource_key, self.step_key, self.learner_key, self.registration


@dataclass(slots=True)
class StatementToFold:
    """What folding reads of a stored statement; keys as in AttemptRow."""

    stored: datetime
    id: str
    occurred: datetime
    learner_key: str
    registration: str
    voids: bool
    voided: bool
    body: str


_NAMES = tuple(each.name for each in fields(AttemptRow))
_KEY = ("resource_key", "step_key", "learner_key", "registration")
_ALL = attrgetter(*_NAMES)
_IS_KEY = {each.name for each in fields(AttemptRow) if each.type == "str"}
_TYPES = {
    each.name: {"str": "text", "int": "bigint"}.get(str(each.type), "timestamptz") for each in fields(AttemptRow)
}


def _hex(name: str) -> str:
    return f"encode(uuid_send({name}), 'hex')"


def _column(name: str, alias: str) -> str:
    return _hex(f"{alias}.{name}") if name in _IS_KEY else f"{alias}.{name}"


_GIVEN_KEYS = "unnest(%b::text[]::uuid[], %b::text[]::uuid[], %b::text[]::uuid[], %b::text[]::uuid[])"
_READ = f"""
SELECT {", ".join(_column(name, "a") for name in _NAMES)}
FROM {_GIVEN_KEYS} AS given({", ".join(_KEY)})
JOIN records_attempt AS a ON a.store_id = %b AND {" AND ".join(f"a.{name} = given.{name}" for name in _KEY)}
"""
_READ_WHOLE = f"""
SELECT {", ".join(_column(name, "a") for name in _NAMES)}
FROM unnest(%b::text[]::uuid[], %b::text[]::uuid[], %b::text[]::uuid[]) AS given(resource_key, learner_key, registration)
JOIN records_attempt AS a ON a.store_id = %b AND a.resource_key = given.resource_key
    AND a.learner_key = given.learner_key AND a.registration = given.registration
"""
_WRITE = f"""
INSERT INTO records_attempt (store_id, {", ".join(_NAMES)})
SELECT %b::uuid, {", ".join(f"{name}::uuid" if name in _IS_KEY else name for name in _NAMES)}
FROM unnest({", ".join(f"%b::{_TYPES[name]}[]" for name in _NAMES)}) AS given({", ".join(_NAMES)})
ON CONFLICT (store_id, {", ".join(_KEY)}) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _NAMES if name not in _KEY)}
"""
_DELETE = f"""
DELETE FROM records_attempt AS a USING {_GIVEN_KEYS} AS given({", ".join(_KEY)})
WHERE a.store_id = %b AND {" AND ".join(f"a.{name} = given.{name}" for name in _KEY)}
"""
_OUTCOMES = ("attempts", "completed", "passed", "failed", "stuck", "stopped")
_TAKE_PART = f"""
INSERT INTO records_participation AS p (store_id, resource_key, step_key, facet, facet_key, learner_key,
    {", ".join(_OUTCOMES)})
SELECT %b::uuid, resource_key::uuid, step_key::uuid, facet, facet_key::uuid, learner_key::uuid, {", ".join(_OUTCOMES)}
FROM unnest(%b::text[], %b::text[], %b::int2[], %b::text[], %b::text[], %b::int4[], %b::int4[], %b::int4[], %b::int4[],
    %b::int4[], %b::int4[])
AS given(resource_key, step_key, facet, facet_key, learner_key, {", ".join(_OUTCOMES)})
ON CONFLICT (store_id, resource_key, step_key, facet, facet_key, learner_key) DO UPDATE SET
    {", ".join(f"{name} = p.{name} + EXCLUDED.{name}" for name in _OUTCOMES)}
RETURNING {_hex("p.resource_key")}, {_hex("p.step_key")}, p.facet, {_hex("p.facet_key")}, {_hex("p.learner_key")},
    {", ".join(f"p.{name}" for name in _OUTCOMES)}
"""
_LEAVE = """
DELETE FROM records_participation AS p USING unnest(%b::text[]::uuid[], %b::text[]::uuid[], %b::int2[],
    %b::text[]::uuid[], %b::text[]::uuid[]) AS given(resource_key, step_key, facet, facet_key, learner_key)
WHERE p.store_id = %b AND p.resource_key = given.resource_key AND p.step_key = given.step_key
    AND p.facet = given.facet AND p.facet_key = given.facet_key AND p.learner_key = given.learner_key
"""
_COUNT = """
INSERT INTO records_figure AS f (store_id, resource_key, step_key, facet, facet_key, measure, live, kept)
SELECT %b::uuid, resource_key::uuid, step_key::uuid, facet, facet_key::uuid, measure, live, kept
FROM unnest(%b::text[], %b::text[], %b::int2[], %b::text[], %b::int2[], %b::int8[], %b::int8[])
AS given(resource_key, step_key, facet, facet_key, measure, live, kept)
ON CONFLICT (store_id, resource_key, step_key, facet, facet_key, measure) DO UPDATE SET
    live = f.live + EXCLUDED.live, kept = f.kept + EXCLUDED.kept
"""
_SUBJECTS = """
INSERT INTO records_foldedsubject AS s (store_id, key, iri, named_by)
SELECT %b::uuid, key::uuid, iri, named_by::uuid FROM unnest(%b::text[], %b::text[], %b::text[])
AS given(key, iri, named_by)
ON CONFLICT (store_id, key) DO UPDATE SET named_by = EXCLUDED.named_by
    WHERE s.named_by = s.key AND EXCLUDED.named_by <> s.key
"""
_STATEMENT = f"""
s.stored, {_hex("s.id")}, s.occurred, {_hex("s.actor_key")}, coalesce({_hex("s.registration")}, '{NO_KEY}'), s.voids,
s.voided, s.body FROM records_statement AS s
"""
_AFTER = f"""
SELECT {_STATEMENT} WHERE s.store_id = %(store)s AND s.stored < %(until)s
AND (%(stored)s::timestamptz IS NULL OR (s.stored, s.id) > (%(stored)s, %(id)s::uuid))
AND (%(stored)s::timestamptz IS NULL OR s.stored >= %(stored)s)
ORDER BY s.stored, s.id LIMIT %(most)s
"""  # noqa: S608 - our own words
_TARGETS = f"""
SELECT {_STATEMENT} JOIN records_statementreference AS r ON r.store_id = %(store)s AND r.source_id = ANY(%(sources)s::text[]::uuid[])
JOIN records_statementid AS known ON known.store_id = r.store_id AND known.id = r.target_id
WHERE s.store_id = known.store_id AND s.stored = known.stored AND s.id = known.id AND s.voided
"""  # noqa: S608 - our own words
_OF_ATTEMPT = f"""
SELECT {_STATEMENT} WHERE s.store_id = %(store)s AND s.actor_key = %(learner)s::uuid AND NOT s.voided AND NOT s.voids
AND coalesce(s.registration, '{NO_KEY}') = %(registration)s::uuid AND (s.stored, s.id) <= (%(stored)s, %(id)s::uuid)
"""  # noqa: S608 - our own words
_IN_REGISTRATION = " AND s.registration = %(registration)s::uuid"
_OLD = f"""
SELECT {_hex("resource_key")}, {_hex("learner_key")}, {_hex("registration")} FROM records_attempt
WHERE store_id = %b AND last_stored < %b AND step_key = '{NO_KEY}' ORDER BY last_stored LIMIT %b
"""  # noqa: S608 - our own words


def statements_after(
    *, store_id: UUID, stored: datetime | None, statement_id: UUID | None, until: datetime, most: int
) -> list[StatementToFold]:
    """The next statements of the store, in the order of storing; those stored at `until` or later are left."""
    given = {"store": store_id, "stored": stored, "id": statement_id, "until": until, "most": most}
    with raw_cursor() as cursor:
        return [StatementToFold(*row) for row in cursor.execute(_AFTER, given)]


def statements_voided_by(*, store_id: UUID, sources: Sequence[str]) -> list[StatementToFold]:
    """The statements that these ones void and that are here."""
    with raw_cursor() as cursor:
        return [StatementToFold(*row) for row in cursor.execute(_TARGETS, {"store": store_id, "sources": list(sources)})]


def statements_of_attempt(
    *, store_id: UUID, learner: str, registration: str, stored: datetime, statement_id: str
) -> list[StatementToFold]:
    """What a learner wrote under a registration, up to a statement; of every resource, voided ones left out."""
    given = {
        "store": store_id, "learner": learner, "registration": registration, "stored": stored, "id": statement_id
    }  # fmt: skip
    sql = _OF_ATTEMPT + ("" if registration == NO_KEY else _IN_REGISTRATION)
    with raw_cursor() as cursor:
        return [StatementToFold(*row) for row in cursor.execute(sql, given)]


def read_attempts(*, store_id: UUID, keys: Collection[AttemptKey]) -> dict[AttemptKey, AttemptRow]:
    """Those of these keys that stand."""
    with raw_cursor() as cursor:
        return _by_key(cursor.execute(_READ, [*_columns(keys, 4), store_id]))


def read_whole_attempts(*, store_id: UUID, keys: Collection[tuple[str, str, str]]) -> dict[AttemptKey, AttemptRow]:
    """Every row (the whole and its steps) of these attempts: (resource, learner, registration)."""
    with raw_cursor() as cursor:
        return _by_key(cursor.execute(_READ_WHOLE, [*_columns(keys, 3), store_id]))


def write_attempts(*, store_id: UUID, rows: Sequence[AttemptRow], gone: Collection[AttemptKey]) -> None:
    """Write the rows as they are now, and delete those of the keys that are gone."""
    with raw_cursor() as cursor:
        if rows:
            ordered = sorted(rows, key=attrgetter("resource_key", "step_key", "learner_key", "registration"))
            cursor.execute(_WRITE, [store_id, *_columns([_ALL(each) for each in ordered], len(_NAMES))])
        if gone:
            cursor.execute(_DELETE, [*_columns(gone, 4), store_id])


def change_participations(
    *, store_id: UUID, changes: Mapping[tuple[str, str, int, str, str], Outcomes]
) -> dict[tuple[str, str, int, str, str], Outcomes]:
    """Add the changes; returns what each row holds now. Rows that hold nothing any more are deleted."""
    given = [(*key, *change) for key, change in sorted(changes.items()) if any(change)]
    if not given:
        return {}
    with raw_cursor() as cursor:
        rows = cursor.execute(_TAKE_PART, [store_id, *_columns(given, 11)]).fetchall()
        now = {row[:5]: row[5:] for row in rows}
        empty = [key for key, outcomes in now.items() if not any(outcomes)]
        if empty:
            cursor.execute(_LEAVE, [*_columns(empty, 5), store_id])
    return now


def change_figures(*, store_id: UUID, live: Mapping[tuple[Cell, int], int], kept: bool = False) -> None:
    """Add the changes to what stands; `kept`: what is taken from what stands goes over to what is kept."""
    given = [
        (*cell, measure, change, -change if kept else 0) for (cell, measure), change in sorted(live.items()) if change
    ]
    if given:
        with raw_cursor() as cursor:
            cursor.execute(_COUNT, [store_id, *_columns(given, 7)])


def know_subjects(*, store_id: UUID, subjects: Mapping[str, tuple[str, str]]) -> None:
    """Remember key → (IRI, key of the activity that names it)."""
    if subjects:
        with raw_cursor() as cursor:
            rows = [(key, iri, named_by) for key, (iri, named_by) in sorted(subjects.items())]
            cursor.execute(_SUBJECTS, [store_id, *_columns(rows, 3)])


def rename_in_figures(*, store_id: UUID, old: UUID, new: UUID) -> None:
    """Give the figures of a learner another key: every count stays.

    The store's cursor is locked first: what a fold that runs now writes under the old key is waited for, and renamed.
    """
    keys = {"store": store_id, "old": old, "new": new}
    with raw_cursor() as cursor:
        cursor.execute("SELECT 1 FROM records_foldcursor WHERE store_id = %(store)s FOR UPDATE", keys)
        for table in ("records_attempt", "records_participation"):
            cursor.execute(
                f"UPDATE {table} SET learner_key = %(new)s WHERE store_id = %(store)s AND learner_key = %(old)s",  # noqa: S608 - our own tables
                keys,
            )


def attempts_before(*, store_id: UUID, before: datetime, most: int) -> list[tuple[str, str, str]]:
    """(resource, learner, registration) of the attempts whose newest statement was stored before the instant."""
    with raw_cursor() as cursor:
        return cursor.execute(_OLD, [store_id, before, most]).fetchall()


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[AttemptKey, AttemptRow]:
    return {(row[0], row[1], row[2], row[3]): AttemptRow(*row) for row in rows}


def _columns(rows: Collection[Sequence[Any]], number: int) -> list[list[Any]]:
    return [list(each) for each in zip(*rows, strict=True)] if rows else [[] for _ in range(number)]
