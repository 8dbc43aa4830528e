"""A headset that was offline sends what it kept: once, in order, with the instants at which things happened."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from deffinum.foundation.clock.instants import database_now
from deffinum.rooms.records.models import Statement
from tests.factories.records import Headset, learner
from tests.rooms.records.web.test_pairing import opened, pair

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def headset() -> Headset:
    return Headset(pair(opened().code).json())


def kept(headset: Headset, rank: int, **changes: Any) -> dict[str, Any]:
    """The statement of a gesture made `rank` minutes after the session began, as the headset keeps it."""
    own = {"id": str(uuid.UUID(int=rank + 1)), "timestamp": (BEGAN + timedelta(minutes=rank)).isoformat()}
    return headset.statement(**own, **changes)


def instants(headset: Headset) -> list[datetime]:
    """Timestamps in the order of storing."""
    first = headset.call("GET", "statements", query={"ascending": "true"}).json()
    return [datetime.fromisoformat(each["timestamp"]) for each in first["statements"]]


def test_three_hundred_statements_in_three_batches_with_a_cut_in_the_middle(headset: Headset) -> None:
    queue = [kept(headset, rank) for rank in range(300)]
    batches = [queue[place : place + 100] for place in (0, 100, 200)]
    assert headset.call("POST", "statements", batches[0]).status_code == 200
    whole = orjson.dumps(batches[1])
    cut = headset.call("POST", "statements", whole[: len(whole) // 2])
    assert cut.status_code == 400
    assert Statement.objects.count() == 100, "a cut batch leaves nothing behind"
    assert headset.call("POST", "statements", batches[1]).status_code == 200
    answers = [headset.call("POST", "statements", each) for each in batches]  # the answer was lost: all of it again
    assert [each.status_code for each in answers] == [200] * 3
    assert [name for each in answers for name in each.json()] == [each["id"] for each in queue]
    assert Statement.objects.count() == 300
    assert instants(headset) == [BEGAN + timedelta(minutes=rank) for rank in range(300)]
    assert set(Statement.objects.values_list("occurred", flat=True)) == set(instants(headset))


def test_the_same_id_with_other_words_is_refused_and_the_first_stays(headset: Headset) -> None:
    assert headset.call("POST", "statements", kept(headset, 1)).status_code == 200
    other = kept(headset, 1, result={"success": True})
    assert headset.call("POST", "statements", [kept(headset, 2), other]).status_code == 409
    assert Statement.objects.count() == 1


def test_a_clock_ahead_is_taken_as_it_says_and_shows_beside_the_stores(headset: Headset) -> None:
    now = database_now()
    for hours in (5, 30):
        ahead = headset.statement(timestamp=(now + timedelta(hours=hours)).isoformat())
        assert headset.call("POST", "statements", ahead).status_code == 200
    for each in headset.call("GET", "statements").json()["statements"]:
        said, stored = (datetime.fromisoformat(each[name]) for name in ("timestamp", "stored"))
        assert said - stored > timedelta(hours=4), "`timestamp` is the device's, `stored` is ours: the gap tells"


def test_what_the_headset_may_not_say_at_the_end_of_its_queue_keeps_the_whole_out(headset: Headset) -> None:
    queue = [kept(headset, rank) for rank in range(80)]
    answer = headset.call("POST", "statements", [*queue, kept(headset, 90, actor=learner("autre"))])
    assert (answer.status_code, "statements[80].actor" in answer.json()["detail"]) == (403, True)
    assert not Statement.objects.exists()
