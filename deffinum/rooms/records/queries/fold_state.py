"""How far a store's statements are folded, and how far they may be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import FoldCursor, RecordStore, Statement


def stores_to_fold() -> list[UUID]:
    """Every store; asking one whether it has something new costs one look into an index."""
    return list(RecordStore.objects.order_by("pk").values_list("pk", flat=True))


def folded_until(*, store_id: UUID) -> datetime | None:
    """When the last folded statement was stored; None: nothing was folded yet."""
    return FoldCursor.objects.filter(store_id=store_id).values_list("stored", flat=True).first()


def oldest_stored(*, store_id: UUID) -> datetime | None:
    """When the oldest statement that the store still holds was stored."""
    return Statement.objects.filter(store_id=store_id).order_by("stored").values_list("stored", flat=True).first()
