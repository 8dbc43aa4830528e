"""Whatever a valid statement holds, folding reads it; and a try that failed is counted once."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement, check_statements, instant_of
from deffinum.foundation.xapi.identity import agent_key
from deffinum.rooms.records.models.attempt_rows import NO_KEY, StatementToFold
from deffinum.rooms.records.queries.folding import Batch, day_of, judge
from tests.factories.records import HOME, VERBS, learner, statement

LADDER = f"{HOME}/gestes/echelle"
TRIES = "https://exemple.invalid/xapi/extensions/essais"

numbers = st.one_of(
    st.sampled_from([-1e308, 1e308, 5e-324, 9007199254740992.0, 9007199254740993, 2**64 - 1, -(2**63), 0, 1]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**63), 2**64 - 1),
)
scores = st.dictionaries(st.sampled_from(["raw", "min", "max"]), numbers) | st.builds(
    lambda scaled: {"scaled": scaled}, st.floats(-1, 1)
)
addresses = st.sampled_from(
    [
        "http://[a", "http://[a/x", "http://[a/x/y", "https://", "https://é/#", "http:a", "http:a/b", "urn:x",
        "urn:x/y", LADDER,
    ]
)  # fmt: skip
instants = st.sampled_from(
    [
        "0001-01-01T00:00:00Z", "0001-12-31T23:59:59Z", "9999-12-31T23:30:00Z", "9999-12-31T23:59:59.999999Z",
        "2026-03-01T09:00:00+14:00", "1969-12-31T23:59:60Z",
    ]
)  # fmt: skip
durations = st.sampled_from(["PT0S", "P99999999999999999999Y", "PT1H", "P1W", "PT0.000000000000000001S"])


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """Statements at the ends of what the standard allows."""
    result: dict[str, Any] = {"score": draw(scores), "duration": draw(durations)}
    result["extensions"] = {TRIES: draw(st.one_of(numbers, st.none(), st.text(max_size=2)))}
    if draw(st.booleans()):
        result["success"] = draw(st.booleans())
    parents = [{"id": each} for each in draw(st.lists(addresses, max_size=2))]
    verb = draw(st.sampled_from(["completed", "passed", "failed", "terminated", "progressed"]))
    return statement(
        verb={"id": f"{VERBS}{verb}"},
        object={"id": draw(addresses)},
        result=result,
        context={"contextActivities": {"parent": parents}},
        timestamp=draw(instants),
    )


def to_fold(said: dict[str, Any], number: int = 1) -> StatementToFold:
    """As it is read from the store."""
    at = instant_of(said["timestamp"])
    since = at - instant_of("1970-01-01T00:00:00Z")
    return StatementToFold(
        stored=number,
        id=f"{number:032x}",
        occurred=since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds,
        learner_key=agent_key(said["actor"]).hex,  # type: ignore[union-attr]
        registration=NO_KEY,
        voids=False,
        voided=False,
        body=orjson.dumps(said).decode(),
    )


def counted(*said: dict[str, Any]) -> Batch:
    batch = Batch()
    for number, each in enumerate(said):
        batch.add(to_fold(each, number + 1))
    for row in batch.rows.values():
        judge(row)
    return batch


@given(said=statements())
def test_what_may_be_stored_can_be_folded(said: dict[str, Any]) -> None:
    try:
        check_statements([said], second=False)
    except InvalidStatement:
        return
    rows = counted(said).rows.values()
    assert rows
    assert all(-1 <= row.best_score <= 10_000 for row in rows)


def test_the_ends_of_the_calendar_have_a_day() -> None:
    first, last = (
        to_fold(statement(timestamp=each)).occurred for each in ("0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z")
    )
    for zone in ("Europe/Paris", "Pacific/Kiritimati", "America/Cayenne"):
        assert date.fromordinal(day_of(first, zone) + 719_163).year == 2, zone
        assert date.fromordinal(day_of(last, zone) + 719_163).year == 9998, zone


def test_a_day_is_that_of_the_organisations_clocks() -> None:
    said = to_fold(statement(timestamp="2026-03-31T23:30:00Z")).occurred
    days = {zone: str(date.fromordinal(day_of(said, zone) + 719_163)) for zone in ("Europe/Paris", "America/Cayenne")}
    assert days == {"Europe/Paris": "2026-04-01", "America/Cayenne": "2026-03-31"}


def test_the_end_of_a_session_repeats_a_failure_and_counts_none() -> None:
    words: dict[str, Any] = {"object": {"id": f"{LADDER}/1"}, "timestamp": "2026-03-01T09:00:00Z"}
    words["context"] = {"contextActivities": {"parent": [{"id": LADDER}]}}
    failed = statement(verb={"id": f"{VERBS}failed"}, result={"success": False}, **words)
    over = statement(verb={"id": f"{VERBS}terminated"}, result={"success": False, "duration": "PT1M"}, **words)
    step = next(row for row in counted(failed, over).rows.values() if row.step_key != NO_KEY)
    assert (step.errors, step.tries, step.is_stuck) == (1, 1, 0)
    again = next(row for row in counted(failed, over, failed).rows.values() if row.step_key != NO_KEY)
    assert (again.errors, again.tries, again.is_stuck) == (2, 2, 1)


def test_errors_are_not_more_than_the_tries_that_the_tool_counted() -> None:
    told = {"success": False, "extensions": {TRIES: 1}}
    said = [
        statement(actor=learner(), verb={"id": f"{VERBS}{verb}"}, result=told, timestamp="2026-03-01T09:00:00Z")
        for verb in ("answered", "failed")
    ]
    (row,) = counted(*said).rows.values()
    assert row.errors == 1
