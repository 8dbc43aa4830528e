"""No hidden figure can be found from those that are shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from deffinum.rooms.records.queries.small_groups import SMALLEST, Part, hidden_sizes, is_small, is_telling, total_stands

parts_of = st.lists(
    st.integers(0, 12).flatmap(lambda size: st.builds(Part, st.just(size), st.integers(0, size))),
    min_size=1,
    max_size=4,
)


def test_the_examples_of_the_decision() -> None:
    assert hidden_sizes([20, 3, 12], is_total_shown=True) == ([False, True, True], True)
    assert hidden_sizes([20, 3, 12], is_total_shown=False) == ([False, True, False], False)
    assert hidden_sizes([3], is_total_shown=True) == ([True], False)
    assert hidden_sizes([20, 0, 7], is_total_shown=True) == ([False, False, False], True)
    parts = [Part(20, 18), Part(20, 10), Part(30, 30)]
    assert not total_stands(parts, [True, False, False], [False] * 3, Part(70, 58)), "the total would tell the first"
    assert total_stands(parts, [True, True, False], [False] * 3, Part(70, 58))
    assert not total_stands([Part(20, 20), Part(18, 18)], [False] * 2, [False] * 2, Part(22, 22)), "two are elsewhere"


def feasible(parts: list[Part], sizes_hidden: list[bool], counts_hidden: list[bool]) -> list[tuple[int, ...]]:
    """Every set of counts that fits what is shown: the totals, and all that is not hidden."""
    total, size = sum(each.count for each in parts), sum(each.learners for each in parts)
    left = size - sum(each.learners for each, hides in zip(parts, sizes_hidden, strict=True) if not hides)
    found = []
    ranges = [
        range(left + 1) if sizes_hidden[place] else range(part.learners + 1) if counts_hidden[place] else (part.count,)
        for place, part in enumerate(parts)
    ]
    for counts in product(*ranges):
        if (
            sum(counts) == total
            and sum(count for count, hides in zip(counts, sizes_hidden, strict=True) if hides) <= left
        ):
            found.append(counts)
    return found


@given(parts=parts_of)
def test_a_total_that_stands_tells_no_hidden_outcome(parts: list[Part]) -> None:
    unknown = [is_small(each.learners) for each in parts]
    hidden = [is_telling(each) for each in parts]
    total = Part(sum(each.learners for each in parts), sum(each.count for each in parts))
    if not total_stands(parts, hidden, unknown, total):
        return
    worlds = feasible(parts, unknown, hidden)
    for place, hides in enumerate(hidden):
        if hides:
            assert len({each[place] for each in worlds}) > 1, (parts, unknown, hidden)
    rest = sum(part.count for part, hides in zip(parts, hidden, strict=True) if hides)
    assert not any(hidden) or rest == 0 or rest >= SMALLEST


@given(sizes=st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_hidden_size_can_be_found_by_subtraction(sizes: list[int]) -> None:
    hidden, is_shown = hidden_sizes(sizes, is_total_shown=True)
    rest = [size for size, hides in zip(sizes, hidden, strict=True) if hides]
    assert all(size == 0 or size >= SMALLEST for size, hides in zip(sizes, hidden, strict=True) if not hides)
    if rest and is_shown:
        assert len(rest) > 1
        assert sum(rest) >= SMALLEST
