"""SCORM's lengths of time and instants."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.scorm.times import (
    read_interval,
    read_moment,
    read_timespan,
    written_interval,
    written_timespan,
)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("00:00:00", 0), ("0001:30:00.00", 5_400_000), ("00:00:01.5", 1_500), ("9999:59:59.99", 35_999_999_990)],
)
def test_a_timespan_is_read(text: str, milliseconds: int) -> None:
    assert read_timespan(text) == milliseconds


@pytest.mark.parametrize("text", ["", "1:30:00", "00:30", "00:00:00.123", "-01:00:00", "00:00:0", "٠٠:٠٠:٠٠", "PT1H"])
def test_what_is_no_timespan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_timespan(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("PT0S", 0),
        ("PT1H30M", 5_400_000),
        ("P1DT1.25S", 86_401_250),
        ("P1Y2M", (365 + 60) * 86_400_000),
        ("PT12.34567S", 12_345),
    ],
)
def test_an_interval_is_read(text: str, milliseconds: int) -> None:
    assert read_interval(text) == milliseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "1H",
        "PT1S1H",
        "P1W",
        "-PT1S",
        "PT1,5S",
        "P1D1H",
        "P" + "1" * 80 + "D",
        "P10YT0.001S",
        "PT315360001S",
    ],
)
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_interval(text)


@given(st.integers(min_value=0, max_value=9_999 * 3_600_000))
def test_what_is_written_is_read_back_to_the_hundredth(milliseconds: int) -> None:
    kept = milliseconds // 10 * 10
    assert read_interval(written_interval(milliseconds)) == kept
    assert read_timespan(written_timespan(milliseconds)) == kept


@pytest.mark.parametrize(
    ("text", "instant", "has_offset"),
    [
        ("2026", "2026-01-01T00:00:00+00:00", False),
        ("2026-11-22", "2026-11-22T00:00:00+00:00", False),
        ("2026-11-22T09", "2026-11-22T09:00:00+00:00", False),
        ("2026-11-22T09:30:15.25Z", "2026-11-22T09:30:15.250000+00:00", True),
        ("2026-11-22T09:30:15+02", "2026-11-22T07:30:15+00:00", True),
    ],
)
def test_a_moment_is_read_as_far_as_it_says(text: str, instant: str, *, has_offset: bool) -> None:
    read, said = read_moment(text)
    assert (read.isoformat(), said) == (instant, has_offset)


@pytest.mark.parametrize("text", ["", "1969", "2039", "2026-13-01", "2026-02-30", "2026-11-22T25:00", "22/11/2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_moment(text)
