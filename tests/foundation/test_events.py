"""Publishing a fact stores its reactions with the transaction, and nothing else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from deffinum.foundation.events import publish, reacts_to
from deffinum.foundation.jobs.registry import run_waiting_jobs

heard: list[tuple[str, object]] = []


@dataclass(frozen=True)
class KettleBoiled:
    kettle_id: uuid.UUID
    boiled_at: datetime
    day: date
    cups: int


@reacts_to(KettleBoiled)
def pour(fact: KettleBoiled, *, now: datetime) -> None:
    heard.append(("pour", fact))


@reacts_to(KettleBoiled)
def write_down(fact: KettleBoiled, *, now: datetime) -> None:
    heard.append(("write_down", now))


FACT = KettleBoiled(uuid.UUID(int=3), datetime(2022, 5, 2, 10, 0, tzinfo=UTC), date(2022, 5, 2), 4)


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_each_reaction_hears_the_same_fact_later() -> None:
    heard.clear()
    publish(FACT)
    assert heard == []
    assert run_waiting_jobs() == 2
    assert {name for name, _ in heard} == {"pour", "write_down"}
    assert dict(heard)["pour"] == FACT


@pytest.mark.django_db
def test_a_rollback_takes_the_news_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(FACT)
        raise ZeroDivisionError
    assert _waiting() == 0
