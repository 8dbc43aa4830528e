"""When a project ends, at the ends of months too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.rooms.grants.queries.schedule import after_months, last_day


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2027, 1, 1), 24, date(2028, 12, 31)),
        (date(2022, 1, 15), 36, date(2025, 1, 14)),
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2022, 8, 31), 36, date(2025, 8, 30)),
        (date(2021, 12, 31), 2, date(2022, 2, 28)),
    ],
)
def test_the_last_day_of_a_project(start: date, months: int, last: date) -> None:
    assert last_day(start, months) == last


@given(start=st.dates(date(2020, 1, 1), date(2030, 12, 31)), months=st.integers(1, 120))
def test_a_project_never_loses_a_day_to_a_short_month(start: date, months: int) -> None:
    last = last_day(start, months)
    assert (last.year - start.year) * 12 + last.month - start.month in {months, months - 1}
    assert last_day(last + timedelta(days=1), 1) > last
    assert after_months(start, months) - last <= timedelta(days=1)
