"""Periods by their codes: what is read is what is written, and nothing else is a period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.rooms.records.queries.periods import code_of, days_of, period_of
from deffinum.rooms.records.words import Grain


@given(day=st.dates(date(1, 1, 8), date(9999, 12, 20)), grain=st.sampled_from(Grain))
def test_the_code_of_a_day_gives_the_period_that_holds_it(day: date, grain: Grain) -> None:
    days = days_of(code_of(day, grain))
    assert days == period_of(day, grain)
    assert days is not None
    assert days[0] <= day <= days[1]
    if days[1] < date(9999, 12, 31):
        assert period_of(days[1] + timedelta(days=1), grain)[0] == days[1] + timedelta(days=1)


def test_weeks_are_those_of_iso_8601() -> None:
    assert days_of("2026-W01") == (date(2025, 12, 29), date(2026, 1, 4))
    assert days_of("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-W54", "2026-Q5", "0000", "mars", "2026-02-30", "20260302", "²026", "２０２６"],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert days_of(text) is None
