"""What people type, without what nobody sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.values import one_line, readable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Un titre", "Un titre"),
        ("Aide \u202e1 000 000\u202c €", "Aide 1 000 000 €"),
        ("nul\x00 cloche\x07", "nul cloche"),
        ("un\r\ndeux\rtrois\tquatre", "un\ndeux\ntrois\tquatre"),
        ("👩\u200d🎓 l’été", "👩\u200d🎓 l’été"),
        ("עברית\u200f !", "עברית\u200f !"),
    ],
)
def test_only_what_nobody_sees_goes(typed: str, kept: str) -> None:
    assert readable(typed) == kept


@given(st.text())
def test_tidying_twice_changes_nothing_and_one_line_is_one_line(text: str) -> None:
    assert readable(readable(text)) == readable(text)
    assert one_line(one_line(text)) == one_line(text)
    assert len(one_line(text).splitlines()) <= 1
