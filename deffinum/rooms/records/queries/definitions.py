"""What a store knows of activities."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from deffinum.rooms.records.models import Activity

Json = Any


def definitions_of_activities(*, store_id: UUID, keys: Collection[UUID]) -> dict[str, dict[str, Json]]:
    """Merged definitions by activity id; activities that were never described are left out."""
    rows = Activity.objects.filter(store_id=store_id, key__in=list(keys)).values_list("iri", "definition")
    return dict(rows) if keys else {}
