"""A whole is shared to the unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.values.sharing import share_out

WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=20).filter(any)


@given(st.integers(min_value=0, max_value=10**12), WEIGHTS)
def test_parts_add_up_and_stay_within_one_unit_of_their_exact_share(whole: int, weights: list[int]) -> None:
    parts = share_out(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - whole * weight) < sum(weights)
        assert weight or not part


def test_the_real_aid_shared_in_seven() -> None:
    parts = share_out(484_969_500, [1] * 7)
    assert sum(parts) == 484_969_500
    assert max(parts) - min(parts) == 1


@pytest.mark.parametrize(("whole", "weights"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [1, -1])])
def test_nonsense_is_refused(whole: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="share"):
        share_out(whole, weights)
