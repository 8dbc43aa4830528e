"""Whatever a valid statement holds, folding reads it; and a try that failed is counted once."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement, check_statements, instant_of
from deffinum.foundation.xapi.identity import agent_key
from deffinum.rooms.records.models.attempt_rows import NO_KEY, StatementToFold
from deffinum.rooms.records.queries.folding import Batch, Changes, errors_of, is_stuck, month_key, tries_of
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
    batch, changes = Batch(), Changes()
    for number, each in enumerate(said):
        batch.add(to_fold(each, number + 1))
    for row in batch.rows.values():
        changes.replace(None, row)
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


def test_the_ends_of_the_calendar_have_a_month(settings: Any) -> None:
    first, last = (
        to_fold(statement(timestamp=each)).occurred for each in ("0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z")
    )
    for zone in ("Europe/Paris", "Pacific/Kiritimati", "America/Cayenne"):
        settings.DEFAULT_ZONE = zone
        assert month_key(first).endswith("201"), zone
        assert month_key(last).endswith("999812"), zone


def test_the_end_of_a_session_repeats_a_failure_and_counts_none() -> None:
    words: dict[str, Any] = {"object": {"id": f"{LADDER}/1"}, "timestamp": "2026-03-01T09:00:00Z"}
    words["context"] = {"contextActivities": {"parent": [{"id": LADDER}]}}
    failed = statement(verb={"id": f"{VERBS}failed"}, result={"success": False}, **words)
    over = statement(verb={"id": f"{VERBS}terminated"}, result={"success": False, "duration": "PT1M"}, **words)
    step = next(row for row in counted(failed, over).rows.values() if row.step_key != NO_KEY)
    assert (errors_of(step), tries_of(step), is_stuck(step)) == (1, 1, False)
    again = next(row for row in counted(failed, over, failed).rows.values() if row.step_key != NO_KEY)
    assert (errors_of(again), tries_of(again), is_stuck(again)) == (2, 2, True)


def test_errors_are_not_more_than_the_tries_that_the_tool_counted() -> None:
    told = {"success": False, "extensions": {TRIES: 1}}
    said = [
        statement(actor=learner(), verb={"id": f"{VERBS}{verb}"}, result=told, timestamp="2026-03-01T09:00:00Z")
        for verb in ("answered", "failed")
    ]
    (row,) = counted(*said).rows.values()
    assert errors_of(row) == 1
