"""Weighted scores: exact, « sans objet » left out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.values import Rate, Text
from deffinum.rooms.calls.public import Criterion
from deffinum.rooms.selection.queries.scores import (
    application_scores,
    half_up,
    is_divergent,
    mean_of,
    points_text,
    review_score,
)


def criteria(*weights: int, scale: int = 5) -> list[Criterion]:
    return [Criterion(f"c{rank}", Text(f"C{rank}"), Text(""), Rate(each), scale) for rank, each in enumerate(weights)]


THREE = criteria(5000, 3000, 2000)


def test_the_score_is_the_weighted_mean_of_the_marks() -> None:
    assert review_score({"c0": 400, "c1": 350, "c2": 300}, THREE) == 365


def test_a_criterion_without_object_is_left_out_and_the_weights_of_the_others_renormalised() -> None:
    # (5000 × 400 + 3000 × 350) / 8000 = 381.25, rounded half up.
    assert review_score({"c0": 400, "c1": 350, "c2": None}, THREE) == 381
    assert review_score({"c0": 400, "c1": 400, "c2": None}, THREE) == 400, "never counted as zero"


def test_nothing_marked_gives_no_score() -> None:
    assert review_score({"c0": None, "c1": None, "c2": None}, THREE) is None
    assert review_score({}, THREE) is None
    assert mean_of([None, None]) is None


def test_halves_go_up() -> None:
    assert half_up(Fraction(1, 2)) == 1
    assert half_up(Fraction(381_50, 100)) == 382
    assert mean_of([400, 381]) == 391, "390.5"


def test_criteria_of_different_scales_are_told_in_the_largest_one() -> None:
    mixed = [*criteria(5000), Criterion("big", Text("Grand"), Text(""), Rate(5000), 10)]
    assert review_score({"c0": 500, "big": 1000}, mixed) == 1000
    assert review_score({"c0": 250, "big": 1000}, mixed) == 750


@pytest.mark.parametrize(
    ("values", "apart"), [([300, 450], False), ([300, 500], True), ([None, 500], False), ([], False)]
)
def test_marks_more_than_a_point_and_a_half_apart_are_divergent(values: list[int | None], apart: bool) -> None:
    assert is_divergent(values) is apart


def test_the_scores_of_an_application_show_each_review_and_each_criterion() -> None:
    found = application_scores([{"c0": 400, "c1": 350, "c2": None}, {"c0": 200, "c1": 350, "c2": 450}], THREE)
    assert found.reviews == (381, 295)
    assert found.mean == 338
    assert [each.mean for each in found.criteria] == [300, 350, 450]
    assert [each.is_divergent for each in found.criteria] == [True, False, False]
    assert found.is_divergent


def test_points_are_written_in_both_languages() -> None:
    assert (points_text(375), points_text(400), points_text(None)) == ("3,75", "4", "–")
    with override("en"):
        assert points_text(375) == "3.75"


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""
MARKS = st.lists(st.one_of(st.none(), st.integers(0, 10).map(lambda half: half * 50)), min_size=4, max_size=4)
WEIGHTS = st.lists(st.integers(1, 5000), min_size=4, max_size=4)


@CALM
@given(MARKS, WEIGHTS)
def test_a_score_lies_between_the_lowest_and_the_highest_mark(marks: list[int | None], weights: list[int]) -> None:
    given_marks = {f"c{rank}": each for rank, each in enumerate(marks)}
    known = [each for each in marks if each is not None]
    score = review_score(given_marks, criteria(*weights))
    if not known:
        assert score is None
    else:
        assert score is not None
        assert min(known) <= score <= max(known)


@CALM
@given(MARKS, WEIGHTS, st.integers(2, 9))
def test_only_the_proportions_of_the_weights_count(marks: list[int | None], weights: list[int], factor: int) -> None:
    given_marks = {f"c{rank}": each for rank, each in enumerate(marks)}
    larger = criteria(*[each * factor for each in weights])
    assert review_score(given_marks, criteria(*weights)) == review_score(given_marks, larger)
