"""Read and write the figures' tables in bulk, whole columns at a time.

Keys are texts of 32 hexadecimal digits and instants whole microseconds since 1970, both ways: what the driver makes of
UUIDs and instants, and of lists of them, took half of the time of folding. A column goes as the text of one array.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models.raw_cursor import raw_cursor

NO_KEY = "0" * 32
"""`attempt.NONE` in hexadecimal digits."""
AttemptKey = tuple[str, str, str, str]
"""Resource, step, learner, registration."""
StepKey = tuple[str, str, str]
"""Resource, step, learner: of every registration."""


@dataclass(slots=True)
class AttemptRow:
    """One row of `records_attempt`, in the order of its columns; keys are texts of 32 hexadecimal digits."""

    resource_key: str
    step_key: str
    learner_key: str
    registration: str
    first_at: int
    last_at: int
    last_stored: int
    statements: int
    completed: int
    passed: int
    failed: int
    attempted: int
    judged: int
    told_tries: int
    best_score: int
    last_score: int
    scored_at: int | None
    scored_by: str
    ended: int
    ended_ms: int
    told_ms: int
    version_key: str
    path_key: str
    place_key: str
    latest_step: str
    stepped_at: int | None
    stepped_by: str
    tries: int = 0
    errors: int = 0
    lasted_ms: int = 0
    is_stuck: int = 0
    """As a number: 0 or 1."""

    @property
    def key(self) -> AttemptKey:
        """By which the row is found in its store."""
        return self.resource_key, self.step_key, self.learner_key, self.registration


@dataclass(slots=True)
class StatementToFold:
    """What folding reads of a stored statement; keys as in AttemptRow."""

    stored: int
    id: str
    occurred: int
    learner_key: str
    registration: str
    voids: bool
    voided: bool
    body: str


_NAMES = tuple(each.name for each in fields(AttemptRow))
_ALL = attrgetter(*_NAMES)
_KEY = ("resource_key", "step_key", "learner_key", "registration")
_KEYS = {each.name for each in fields(AttemptRow) if each.type == "str"}
_TRUTHS = {"is_stuck"}
_INSTANTS = {name for name in _NAMES if name.endswith("_at") or name == "last_stored"}


def _hex(name: str) -> str:
    return f"encode(uuid_send({name}), 'hex')"


def _micro(name: str) -> str:
    return f"(extract(epoch FROM {name}) * 1000000)::bigint"


def _read(name: str) -> str:
    if name in _TRUTHS:
        return f"a.{name}::int"
    return _hex(f"a.{name}") if name in _KEYS else _micro(f"a.{name}") if name in _INSTANTS else f"a.{name}"


def _instant(name: str) -> str:
    return f"'epoch'::timestamptz + {name} * interval '1 microsecond'"


def _written(name: str) -> str:
    return _instant(name) if name in _INSTANTS else f"{name} <> 0" if name in _TRUTHS else name


_READ_ALL = f"SELECT {', '.join(map(_read, _NAMES))}"
_SAME = " AND ".join(f"a.{name} = given.{name}" for name in _KEY)
_READ = f"""
{_READ_ALL} FROM unnest(%b::uuid[], %b::uuid[], %b::uuid[]) AS given(resource_key, step_key, learner_key)
JOIN records_attempt AS a ON a.store_id = %b AND a.resource_key = given.resource_key
    AND a.step_key = given.step_key AND a.learner_key = given.learner_key
"""
_READ_WHOLE = f"""
{_READ_ALL} FROM unnest(%b::uuid[], %b::uuid[]) AS given(resource_key, learner_key)
JOIN records_attempt AS a ON a.store_id = %b AND a.resource_key = given.resource_key
    AND a.learner_key = given.learner_key
"""
_WRITE = f"""
INSERT INTO records_attempt (store_id, {", ".join(_NAMES)})
SELECT %b::uuid, {", ".join(map(_written, _NAMES))}
FROM unnest({", ".join("%b::uuid[]" if name in _KEYS else "%b::int8[]" for name in _NAMES)})
AS given({", ".join(_NAMES)})
ON CONFLICT (store_id, {", ".join(_KEY)}) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _NAMES if name not in _KEY)}
"""  # noqa: S608 - our own words
_DELETE = f"""
DELETE FROM records_attempt AS a
USING unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[]) AS given({", ".join(_KEY)})
WHERE a.store_id = %b AND {_SAME}
"""  # noqa: S608 - our own words
_STATEMENT = f"""
SELECT {_micro("s.stored")}, {_hex("s.id")}, {_micro("s.occurred")}, {_hex("s.actor_key")},
    coalesce({_hex("s.registration")}, '{NO_KEY}'), s.voids, s.voided, s.body FROM records_statement AS s
"""  # noqa: S608 - our own words
_AFTER = f"""
{_STATEMENT} WHERE s.store_id = %b AND s.stored < %b AND s.stored >= %b AND (s.stored, s.id) > (%b, %b)
ORDER BY s.stored, s.id LIMIT %b
"""
_TARGETS = f"""
{_STATEMENT} JOIN records_statementreference AS r ON r.store_id = s.store_id AND r.target_id = s.id
JOIN records_statementid AS known ON known.store_id = s.store_id AND known.id = s.id AND known.stored = s.stored
WHERE s.store_id = %b AND r.source_id = ANY(%b::uuid[]) AND s.voided
"""
_OF_ATTEMPT = f"""
{_STATEMENT} WHERE s.store_id = %(store)s AND s.actor_key = %(learner)s::uuid AND NOT s.voided AND NOT s.voids
AND coalesce(s.registration, '{NO_KEY}'::uuid) = %(registration)s::uuid
AND (s.stored, s.id) <= ({_instant("%(stored)s")}, %(id)s::uuid)
"""
_IN_REGISTRATION = " AND s.registration = %(registration)s::uuid"
_OLD = f"""
SELECT {_hex("resource_key")}, {_hex("learner_key")}, {_hex("registration")} FROM records_attempt
WHERE store_id = %b AND last_stored < %b AND step_key = '{NO_KEY}' LIMIT %b
"""  # noqa: S608 - our own words


def statements_after(
    *, store_id: UUID, stored: datetime | None, statement_id: UUID | None, until: datetime, most: int
) -> list[StatementToFold]:
    """The next statements of the store, in the order of storing; those stored at `until` or later are left."""
    after = stored or datetime(1, 1, 1, tzinfo=UTC)
    with raw_cursor() as cursor:
        rows = cursor.execute(_AFTER, [store_id, until, after, after, statement_id or UUID(int=0), most])
        return [StatementToFold(*row) for row in rows]


def statements_voided_by(*, store_id: UUID, sources: Sequence[str]) -> list[StatementToFold]:
    """The statements that these ones void and that are here."""
    with raw_cursor() as cursor:
        return [StatementToFold(*row) for row in cursor.execute(_TARGETS, [store_id, array_of(sources)])]


def statements_of_attempt(
    *, store_id: UUID, learner: str, registration: str, last: StatementToFold
) -> list[StatementToFold]:
    """What a learner wrote under a registration, up to a statement; of every resource, voided ones left out."""
    given = {
        "store": store_id, "learner": learner, "registration": registration, "stored": last.stored, "id": last.id
    }  # fmt: skip
    sql = _OF_ATTEMPT + ("" if registration == NO_KEY else _IN_REGISTRATION)
    with raw_cursor() as cursor:
        return [StatementToFold(*row) for row in cursor.execute(sql, given)]


def instant_of_micro(micro: int) -> datetime:
    """Whole microseconds since 1970 as an instant, exactly."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)


def read_attempts(*, store_id: UUID, keys: Collection[StepKey]) -> dict[AttemptKey, AttemptRow]:
    """What these learners did of these resources and steps, under every registration."""
    with raw_cursor() as cursor:
        return _by_key(cursor.execute(_READ, [*columns_of(keys, 3), store_id]))


def read_whole_attempts(*, store_id: UUID, keys: Collection[tuple[str, str]]) -> dict[AttemptKey, AttemptRow]:
    """Every row (the whole and its steps, under every registration) of these: (resource, learner)."""
    with raw_cursor() as cursor:
        return _by_key(cursor.execute(_READ_WHOLE, [*columns_of(keys, 2), store_id]))


def write_attempts(*, store_id: UUID, rows: Sequence[AttemptRow], gone: Collection[AttemptKey]) -> None:
    """Write the rows as they are now, and delete those of the keys that are gone."""
    with raw_cursor() as cursor:
        if rows:
            cursor.execute(_WRITE, [store_id, *columns_of([_ALL(each) for each in rows], len(_NAMES))])
        if gone:
            cursor.execute(_DELETE, [*columns_of(gone, 4), store_id])


def rename_in_figures(*, store_id: UUID, old: UUID, new: UUID) -> None:
    """Give the figures of a learner another key: every count stays.

    The store's cursor is locked first: what a fold that runs now writes under the old key is waited for, and renamed.
    """
    keys = {"store": store_id, "old": old, "new": new}
    with raw_cursor() as cursor:
        cursor.execute("SELECT 1 FROM records_foldcursor WHERE store_id = %(store)s FOR NO KEY UPDATE", keys)
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


def columns_of(rows: Collection[Sequence[Any]], number: int) -> list[str]:
    """Each column as the text of an array."""
    return [array_of(each) for each in zip(*rows, strict=True)] if rows else ["{}"] * number


def array_of(values: Iterable[Any]) -> str:
    """Whole numbers, keys and None as PostgreSQL writes an array: no value of these needs quotes."""
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"
