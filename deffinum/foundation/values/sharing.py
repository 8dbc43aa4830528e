"""Share a whole exactly: parts are whole units and add up to it, to the unit."""

from __future__ import annotations

from collections.abc import Sequence


def share_out(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share `whole` (units: cents, basis points…) in proportion to weights, by the largest remainder.

    Each part is the exact share rounded down, and the units left go one by one to the largest remainders (the first
    of equals first). `sum(parts) == whole` always; no part is further than one unit from its exact share.
    Raises ValueError when the whole or a weight is negative, or when every weight is zero.
    """
    total_weight = sum(weights)
    if whole < 0 or min(weights, default=0) < 0 or total_weight == 0:
        raise ValueError("A share needs a whole of zero or more and at least one positive weight.")
    parts = [whole * weight // total_weight for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda rank: (-(whole * weights[rank] % total_weight), rank))
    for rank in remainders[: whole - sum(parts)]:
        parts[rank] += 1
    return tuple(parts)
