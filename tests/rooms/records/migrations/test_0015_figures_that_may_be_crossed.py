"""What retention kept before figures could be crossed is carried over only where it still tells the truth."""

from __future__ import annotations

import uuid
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from deffinum.rooms.records.models import ChangedResource, DailyFigure, Figure
from deffinum.rooms.records.models.attempt import NONE

pytestmark = pytest.mark.django_db

MIGRATION = import_module("deffinum.rooms.records.migrations.0015_figures_that_may_be_crossed")
STORE, RESOURCE, STEP = (uuid.UUID(int=each) for each in (1, 2, 3))
WHOLE, MONTH = 0, 1
TABLE = """
CREATE TABLE records_keptfigure (
    store_id uuid, resource_key uuid, step_key uuid, facet smallint, facet_key uuid, measure smallint, live bigint,
    kept bigint)
"""


def carried_over(*rows: tuple[uuid.UUID, uuid.UUID, int, str, int, int]) -> tuple[list[Any], list[Any]]:
    """From rows of (resource, step, facet, month, measure, kept): the sums and the days that came out."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany(
            "INSERT INTO records_keptfigure VALUES (%s, %s, %s, %s, %s, %s, 0, %s)",
            [(STORE, one, step, facet, f"{month:0>32}", measure, kept) for one, step, facet, month, measure, kept in rows],
        )
        cursor.execute(MIGRATION.CARRY_OVER)
    sums = Figure.objects.filter(store_id=STORE).values_list("resource_key", "step_key", "measure", "live", "kept")
    days = DailyFigure.objects.filter(store_id=STORE).values_list("day", "measure", "live", "kept")
    return sorted(sums), sorted((str(day), *rest) for day, *rest in days)


def test_learners_of_one_month_each_stand_on_its_first_day() -> None:
    sums, days = carried_over(
        (NONE, NONE, WHOLE, "", 1, 7),
        (RESOURCE, NONE, WHOLE, "", 1, 7),
        (RESOURCE, NONE, WHOLE, "", 2, 5),
        (RESOURCE, NONE, WHOLE, "", 10, 9),
        (RESOURCE, STEP, WHOLE, "", 1, 6),
        (RESOURCE, NONE, MONTH, "202501", 1, 2),
        (RESOURCE, NONE, MONTH, "202503", 1, 5),
        (RESOURCE, NONE, MONTH, "202503", 2, 5),
        (RESOURCE, NONE, MONTH, "202503", 4, 1),
    )
    assert sums == [
        (NONE, NONE, 1, 0, 7), (RESOURCE, NONE, 1, 0, 7), (RESOURCE, NONE, 2, 0, 5), (RESOURCE, NONE, 10, 0, 9),
        (RESOURCE, STEP, 1, 0, 6),
    ]  # fmt: skip
    assert days == [("2025-01-01", 1, 0, 2), ("2025-03-01", 1, 0, 5), ("2025-03-01", 2, 0, 5)]
    assert ChangedResource.objects.get().resource_key == RESOURCE


def test_one_learner_of_five_months_is_no_group_of_five_and_no_sum_tells_of_them() -> None:
    months = [(RESOURCE, NONE, MONTH, f"20250{month}", 1, 1) for month in range(1, 6)]
    assert carried_over((NONE, NONE, WHOLE, "", 1, 1), (RESOURCE, NONE, WHOLE, "", 1, 1), *months) == ([], [])
    assert not ChangedResource.objects.exists()


def test_a_month_of_somebody_who_still_learns_carries_nothing_over() -> None:
    assert carried_over((RESOURCE, NONE, MONTH, "202501", 1, 1)) == ([], []), "the whole holds them among those who stand"


def test_scores_and_lengths_of_attempts_are_no_learners() -> None:
    said = [(measure, kept) for measure, kept in ((1, 6), (14, 6), (15, 40_000), (107, 6))]
    rows = [(RESOURCE, NONE, facet, month, *each) for facet, month in ((WHOLE, ""), (MONTH, "202501")) for each in said]
    sums, days = carried_over(*rows)
    assert sums == [(RESOURCE, NONE, 1, 0, 6)]
    assert days == [("2025-01-01", 1, 0, 6)]
