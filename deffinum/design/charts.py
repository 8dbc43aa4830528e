"""Charts drawn on the server: whole numbers in, positions in per-thousandths out. No float."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BarRow:
    """One bar: its words, and where it starts and how long it is, in thousandths of the width."""

    label: str
    display: str
    start: int
    length: int
    is_negative: bool


def bar_rows(bars: Sequence[Any]) -> tuple[BarRow, ...]:
    """Lengths share one scale that starts at zero (an honest chart); negative amounts go left of the zero line."""
    amounts = [int(bar.amount) for bar in bars]
    low, high = min([0, *amounts]), max([0, *amounts])
    span = (high - low) or 1
    zero = -low * 1000 // span
    rows = []
    for bar, amount in zip(bars, amounts, strict=True):
        length = abs(amount) * 1000 // span
        rows.append(BarRow(str(bar.label), str(bar.display), zero - length if amount < 0 else zero, length, amount < 0))
    return tuple(rows)
