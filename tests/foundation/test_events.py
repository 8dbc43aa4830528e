"""Publishing a fact stores its reactions with the transaction, and nothing else."""

from __future__ import annotations

import uuid
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import orjson
import pytest
from django.db import connection, transaction

from deffinum.foundation.events import ReactionUnknown, publish, react, reacts_to
from deffinum.foundation.jobs.registry import run_waiting_jobs


class Steam(StrEnum):
    WHITE = "white"


heard: list[tuple[str, object]] = []


@dataclass(frozen=True)
class KettleBoiled:
    kettle_id: uuid.UUID
    boiled_at: datetime
    day: date
    cups: int
    cook_id: uuid.UUID | None = None
    cooled_at: datetime | None = None
    best_before: date | None = None
    guest_ids: tuple[uuid.UUID, ...] = ()
    steam: Steam = Steam.WHITE


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "cook_id": uuid.UUID(int=4),
            "cooled_at": datetime(2022, 5, 3, tzinfo=UTC),
            "best_before": date(2022, 5, 4),
            "guest_ids": (uuid.UUID(int=5), uuid.UUID(int=6)),
        },
    ],
)
def test_what_may_be_absent_comes_back_as_it_was(more: dict[str, Any]) -> None:
    heard.clear()
    fact = replace(FACT, **more)
    publish(fact)
    run_waiting_jobs()
    told = dict(heard)["pour"]
    assert told == fact
    assert [type(each) for each in astuple(told)] == [type(each) for each in astuple(fact)]


@pytest.mark.django_db
@pytest.mark.parametrize("renamed", ["fact_name", "reaction"])
def test_a_fact_whose_reaction_was_renamed_is_not_lost(renamed: str, caplog: pytest.LogCaptureFixture) -> None:
    heard.clear()
    publish(FACT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE args->>'reaction' LIKE '%pour'")
        arguments = orjson.loads(cursor.fetchone()[0])
    with pytest.raises(ReactionUnknown, match="former"):
        react.func(**arguments | {renamed: "deffinum.rooms.former"})
    assert "former" in caplog.text and heard == []


def test_two_reactions_to_one_fact_never_share_a_name() -> None:
    def other(fact: KettleBoiled, *, now: datetime) -> None: ...

    other.__qualname__ = "pour"
    with pytest.raises(TypeError, match="already"):
        reacts_to(KettleBoiled)(other)


def test_a_fact_holds_only_what_a_job_can_carry() -> None:
    @dataclass(frozen=True)
    class Kettle:
        owner: KettleBoiled

    with pytest.raises(TypeError, match="owner"):
        reacts_to(Kettle)
