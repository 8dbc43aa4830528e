"""Which statements a store holds already."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from deffinum.rooms.records.models import StatementId


def stored_ids(*, store_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are taken in the store."""
    return set(StatementId.objects.filter(store_id=store_id, id__in=ids).values_list("id", flat=True))
