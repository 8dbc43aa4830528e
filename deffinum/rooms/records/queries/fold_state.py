"""How far a store's statements are folded, and how far they may be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from deffinum.rooms.records.models import DailyFigure, Figure, FoldCursor, RecordStore, Statement


def stores_to_fold() -> list[UUID]:
    """Every store; asking one whether it has something new costs one look into an index."""
    return list(RecordStore.objects.order_by("pk").values_list("pk", flat=True))


_ZONES = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
}
"""By INSEE code of the region (code officiel géographique); the names are those of the IANA time zone database."""


def zone_of_store(*, store_id: UUID) -> str:
    """On whose clocks the days of a store are told: those of the organisation's region, else of the platform."""
    code = RecordStore.objects.filter(pk=store_id).values_list("organisation__region_code", flat=True).first()
    return zone_of_region(code or "")


def zone_of_region(code: str) -> str:
    """Of a region by its INSEE code; '' when it is not known."""
    return _ZONES.get(code, settings.DEFAULT_ZONE)


def folded_until(*, store_id: UUID) -> datetime | None:
    """When the last folded statement was stored; None: nothing was folded yet."""
    return FoldCursor.objects.filter(store_id=store_id).values_list("stored", flat=True).first()


@dataclass(frozen=True)
class FoldState:
    """When the last folded statement was stored, and on whose clocks the days of the store are told."""

    stored: datetime | None
    zone: str


def fold_states(*, stores: Collection[UUID]) -> dict[UUID, FoldState]:
    """Of those of the stores of which something was folded (one query)."""
    rows = FoldCursor.objects.filter(store_id__in=stores).exclude(zone="").values_list("store_id", "stored", "zone")
    return {store_id: FoldState(stored, zone) for store_id, stored, zone in rows}


def has_kept(*, store_id: UUID) -> bool:
    """Does retention keep counts of attempts that went?"""
    return any(each.objects.filter(store_id=store_id).exclude(kept=0).exists() for each in (Figure, DailyFigure))


def oldest_stored(*, store_id: UUID) -> datetime | None:
    """When the oldest statement that the store still holds was stored."""
    return Statement.objects.filter(store_id=store_id).order_by("stored").values_list("stored", flat=True).first()
