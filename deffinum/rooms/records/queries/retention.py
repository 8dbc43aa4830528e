"""How long a store keeps statements, and where that ends today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from deffinum.rooms.records.models import Document, RecordStore, RetentionRule, Statement
from deffinum.rooms.records.models.forgotten_rows import OF_PERSONS
from deffinum.rooms.records.words import Purpose

DEFAULT_MONTHS = {Purpose.TRAINING: 36, Purpose.PROOF: 60, Purpose.IMPROVEMENT: 24}
"""Proposals of the platform, that no text imposes: each organisation sets its own."""


@dataclass(frozen=True)
class StoreAge:
    """A store, and the instant before which its statements and documents are no longer kept."""

    store_id: UUID
    before: datetime


def retention_of(*, store_id: UUID | None) -> dict[Purpose, int]:
    """Months by purpose: what the organisation chose, else the default."""
    chosen = dict(RetentionRule.objects.filter(store_id=store_id).values_list("purpose", "months"))
    return {each: chosen.get(each.value, months) for each, months in DEFAULT_MONTHS.items()}


def ends_of_retention(*, now: datetime) -> list[StoreAge]:
    """The stores that hold statements, or documents of persons, older than their longest rule."""
    found = []
    for store_id in RecordStore.objects.values_list("pk", flat=True):
        before = _months_before(now, max(retention_of(store_id=store_id).values()))
        if has_older(store_id=store_id, before=before) or has_older_documents(store_id=store_id, before=before):
            found.append(StoreAge(store_id, before))
    return found


def has_older(*, store_id: UUID, before: datetime) -> bool:
    """Is there a statement that was stored before this instant?"""
    return Statement.objects.filter(store_id=store_id, stored__lt=before).exists()


def has_older_documents(*, store_id: UUID, before: datetime) -> bool:
    """Is there a document of a person that was last written before this instant?"""
    return Document.objects.filter(store_id=store_id, kind__in=OF_PERSONS, updated__lt=before).exists()


def _months_before(now: datetime, months: int) -> datetime:
    """By the calendar, as PostgreSQL counts months."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz - make_interval(months => %s)", [now, months])
        instant: datetime = cursor.fetchone()[0]
    return instant
