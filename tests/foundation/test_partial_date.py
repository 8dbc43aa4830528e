"""Dates as sources give them: never completed by a guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.values import InvalidPartialDate, PartialDate

KNOWN = st.dates(date(1000, 1, 1), date(2999, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat()[:4], day.isoformat()[:7], day.isoformat()])
)


@pytest.mark.parametrize("text", ["2021", "2021-10", "2021-10-01", "", " 2021 "])
def test_reads_what_a_source_writes(text: str) -> None:
    assert PartialDate.parse(text).text == text.strip()


@pytest.mark.parametrize("text", ["21", "2021-13", "2021-02-30", "octobre 2021", "2021-1", "0021", "2021-10-01T00:00"])
def test_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(InvalidPartialDate):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2021", "2021", "2021"),
        ("2021-10", "octobre\u00a02021", "October\u00a02021"),
        ("2021-10-01", "1er\u00a0octobre\u00a02021", "1\u00a0October\u00a02021"),
        ("2021-10-12", "12\u00a0octobre\u00a02021", "12\u00a0October\u00a02021"),
        ("", "", ""),
    ],
)
def test_is_written_as_far_as_it_is_known(text: str, french: str, english: str) -> None:
    assert (PartialDate(text).display("fr"), PartialDate(text).display("en")) == (french, english)


@given(KNOWN, KNOWN)
def test_before_is_strict_and_never_both_ways(one: str, other: str) -> None:
    first, second = PartialDate(one), PartialDate(other)
    assert not (first.is_before(second) and second.is_before(first))
    assert first.is_before(second) == second.is_after(first)
    assert not first.is_before(first)


def test_a_year_is_not_before_a_month_of_the_same_year() -> None:
    assert not PartialDate("2021").is_before(PartialDate("2021-10"))
    assert PartialDate("2021").is_before(PartialDate("2022-01-01"))
    assert PartialDate("2024-02").is_after(date(2024, 1, 31))
    assert not PartialDate("").is_before(PartialDate("2021"))
