"""The shipped facts are whole: every row reads, every source is used, the published data sets agree with them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from deffinum.rooms.plan.queries.plan_reference import plan_reference
from deffinum.rooms.plan.words import AxisKind, FigureGroup, LeverState, Qualifier, Unit

_BESIDE = [parent / "shared" / "data" / "plan" for parent in Path(__file__).resolve().parents]
SHARED = next((folder for folder in _BESIDE if folder.exists()), None)
"""The fetched public data, in a folder beside the project."""


def test_rows_use_known_words() -> None:
    facts = plan_reference()
    assert {each.kind for each in facts.axes} <= set(AxisKind.values)
    assert {each.state for each in facts.states} <= set(LeverState.values)
    assert {each.group for each in facts.figures} <= set(FigureGroup.values)
    assert {each.unit for each in facts.figures} <= set(Unit.values)
    assert {each.qualifier for each in (*facts.figures, *facts.entries)} <= set(Qualifier.values)
    assert {each.line for each in facts.entries} == {each.slug for each in facts.lines}
    assert {each.lever for each in facts.states} == {each.slug for each in facts.levers}


def test_every_source_is_used_and_known() -> None:
    facts = plan_reference()
    used = {each.source for each in (*facts.axes, *facts.states, *facts.entries, *facts.figures)}
    assert used == set(facts.sources)


@pytest.mark.skipif(SHARED is None, reason="the folder of fetched public data is absent")
def test_the_published_data_sets_are_all_there() -> None:
    assert SHARED is not None
    facts = plan_reference()
    amounts = {(each.amount.cents // 100, facts.address(each)) for each in facts.entries}
    counts = {(each.value, facts.address(each)) for each in facts.figures}
    with (SHARED / "plan_budget_figures.csv").open(encoding="utf-8", newline="") as lines:
        assert {(int(row["amount_eur"]), row["source_url"]) for row in csv.DictReader(lines)} <= amounts
    with (SHARED / "deffinum_aggregates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert (int(row["value"]), row["source_url"]) in (amounts if row["unit"] == "EUR" else counts), row
