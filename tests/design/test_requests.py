"""What pages read of a request."""

from __future__ import annotations

import pytest

from deffinum.design.requests import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("999999999", 999_999_999)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", " 1", "-1", "1.0", "²", "١", "1" * 10, "9" * 5000, "1\n"])
def test_what_int_would_refuse_or_the_database_could_not_hold_is_no_number(text: str | None) -> None:
    assert whole_number(text) is None
