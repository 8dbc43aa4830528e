"""What an organisation sees of its store: its keys, when each last wrote, how much the store holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from deffinum.rooms.records.models import AccessKey, RecordStore
from deffinum.rooms.records.words import KeyScope

COUNTED = 10_000
"""Statements counted one by one; beyond, PostgreSQL's own estimate is given."""
_FIRST = "SELECT count(*) FROM (SELECT 1 FROM records_statementid WHERE store_id = %s LIMIT %s) AS first"
_ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT 1 FROM records_statementid WHERE store_id = %s"


@dataclass(frozen=True)
class KeyLine:
    """A key, without its secret. `state`: 'open', 'expired' or 'closed'."""

    id: UUID
    label: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    closed_at: datetime | None
    last_written_at: datetime | None
    """To the minute; None: it has stored nothing."""
    state: str


@dataclass(frozen=True)
class StatementCount:
    """How many statements a store holds; beyond `COUNTED` an estimate."""

    number: int
    is_exact: bool


def keys_of_organisation(*, organisation_id: UUID, now: datetime) -> list[KeyLine]:
    """Every key, the open ones first, the latest first (one query)."""
    lines = [_line(each, now) for each in AccessKey.objects.filter(store__organisation_id=organisation_id)]
    return sorted(lines, key=lambda each: each.state != "open")


def store_of(*, organisation_id: UUID) -> UUID | None:
    """The organisation's store; None: not opened yet."""
    return RecordStore.objects.filter(organisation_id=organisation_id).values_list("pk", flat=True).first()


def statement_count(*, store_id: UUID) -> StatementCount:
    """Never reads more than `COUNTED` entries of an index."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [store_id, COUNTED + 1])
        counted: int = cursor.fetchone()[0]
        if counted <= COUNTED:
            return StatementCount(counted, is_exact=True)
        cursor.execute(_ESTIMATE, [store_id])
        plan = cursor.fetchone()[0]
    estimate = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
    return StatementCount(max(int(estimate), counted), is_exact=False)


def _line(key: AccessKey, now: datetime) -> KeyLine:
    state = "open" if key.is_open(at=now) else "closed" if key.closed_at else "expired"
    return KeyLine(
        id=key.pk,
        label=key.label,
        scopes=tuple(str(KeyScope(each).label) for each in key.scopes),
        made_at=key.made_at,
        expires_at=key.expires_at,
        closed_at=key.closed_at,
        last_written_at=key.last_written_at,
        state=state,
    )
