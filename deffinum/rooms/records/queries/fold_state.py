"""How far a store's statements are folded, and how far they may be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import FoldCursor, RecordStore, Statement
from deffinum.rooms.records.models.raw_cursor import raw_cursor

_UNTIL = """
SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def foldable_until() -> datetime:
    """The instant before which no statement can appear any more: the beginning of the oldest open transaction.

    A statement is dated inside the transaction that stores it, so none is older than its transaction's beginning.
    Every open transaction counts, also one that has written nothing yet: a statement that was passed over would be
    missing for ever, and `consistent_lag`, which only answers a reader, leaves out those that have not begun to write.
    """
    with raw_cursor() as cursor:
        row = cursor.execute(_UNTIL).fetchone()
    assert row is not None  # noqa: S101 - an aggregate has a row
    until: datetime = row[0]
    return until


def stores_to_fold() -> list[UUID]:
    """Every store; asking one whether it has something new costs one look into an index."""
    return list(RecordStore.objects.order_by("pk").values_list("pk", flat=True))


def folded_until(*, store_id: UUID) -> datetime | None:
    """When the last folded statement was stored; None: nothing was folded yet."""
    return FoldCursor.objects.filter(store_id=store_id).values_list("stored", flat=True).first()


def oldest_stored(*, store_id: UUID) -> datetime | None:
    """When the oldest statement that the store still holds was stored."""
    return Statement.objects.filter(store_id=store_id).order_by("stored").values_list("stored", flat=True).first()
