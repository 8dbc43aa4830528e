"""Scores of reviews: exact whole numbers, « sans objet » left out, never counted as zero.

Unit: hundredths of a point. A mark goes from 0 to the criterion's scale by half a point. The score of a review is

    sum(weight × mark × S / scale) / sum(weight), over the criteria that were marked,

where S is the largest scale of the call's criteria: leaving a criterion out renormalises the weights of the others.
It is computed as an exact fraction and rounded once, half up, to the hundredth. The mean of an application is the mean
of its rounded review scores, rounded half up: a reader finds it again from the figures shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from deffinum.design.formats import in_english
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import Criterion
from deffinum.rooms.selection.words import DIVERGENCE_HUNDREDTHS

Marks = Mapping[str, int | None]
"""Hundredths of a point by criterion key; None: « sans objet »."""


@dataclass(frozen=True)
class CriterionScore:
    """One criterion over all the reviews handed in. `marks` in the order of the reviews; None: « sans objet »."""

    key: str
    label: Text
    weight_basis_points: int
    scale: int
    marks: tuple[int | None, ...]
    mean: int | None
    is_divergent: bool

    @property
    def shown_marks(self) -> tuple[str, ...]:
        """The marks in words."""
        return tuple(_("sans objet") if each is None else points_text(each) for each in self.marks)

    @property
    def shown_mean(self) -> str:
        """The mean in words."""
        return points_text(self.mean)


@dataclass(frozen=True)
class ApplicationScores:
    """The scores of one application. `mean` is None while no review is handed in."""

    criteria: tuple[CriterionScore, ...]
    reviews: tuple[int | None, ...]
    mean: int | None
    scale: int
    is_divergent: bool
    """Two reviews, or two marks on one criterion, are further apart than 1.5 point."""

    @property
    def shown_reviews(self) -> tuple[str, ...]:
        """The scores of the reviews in words."""
        return tuple(points_text(each) for each in self.reviews)

    @property
    def shown_mean(self) -> str:
        """The mean in words."""
        return points_text(self.mean)


def half_up_ratio(numerator: int, denominator: int) -> int:
    """Nearest whole number of a ratio that is not negative, halves upward."""
    return (2 * numerator + denominator) // (2 * denominator)


def half_up(value: Fraction) -> int:
    """Nearest whole number, halves upward; the value is not negative."""
    return half_up_ratio(value.numerator, value.denominator)


def largest_scale(criteria: Sequence[Criterion]) -> int:
    """The scale in which scores are told: the largest of the call's criteria (0 when it has none)."""
    return max((each.scale for each in criteria), default=0)


def review_score(marks: Marks, criteria: Sequence[Criterion]) -> int | None:
    """The weighted score of one review in hundredths; None when every criterion is « sans objet » or unmarked."""
    marked = [(each, marks[each.key]) for each in criteria if marks.get(each.key) is not None]
    weights = sum(criterion.weight.basis_points for criterion, _mark in marked)
    if weights == 0:
        return None
    scale = largest_scale(criteria)
    points = sum(
        (Fraction(criterion.weight.basis_points * (mark or 0) * scale, criterion.scale) for criterion, mark in marked),
        Fraction(0),
    )
    return half_up(points / weights)


def mean_of(values: Iterable[int | None]) -> int | None:
    """The mean of the known values in hundredths, half up; None when there is none."""
    known = [each for each in values if each is not None]
    return half_up_ratio(sum(known), len(known)) if known else None


def is_divergent(values: Iterable[int | None]) -> bool:
    """Are two of the known values further apart than 1.5 point?"""
    known = [each for each in values if each is not None]
    return bool(known) and max(known) - min(known) > DIVERGENCE_HUNDREDTHS


def application_scores(reviews: Sequence[Marks], criteria: Sequence[Criterion]) -> ApplicationScores:
    """Every score of an application from the marks of the reviews handed in (no query)."""
    lines = []
    for criterion in criteria:
        marks = tuple(each.get(criterion.key) for each in reviews)
        lines.append(
            CriterionScore(
                key=criterion.key,
                label=criterion.label,
                weight_basis_points=criterion.weight.basis_points,
                scale=criterion.scale,
                marks=marks,
                mean=mean_of(marks),
                is_divergent=is_divergent(marks),
            )
        )
    scores = tuple(review_score(each, criteria) for each in reviews)
    return ApplicationScores(
        criteria=tuple(lines),
        reviews=scores,
        mean=mean_of(scores),
        scale=largest_scale(criteria),
        is_divergent=is_divergent(scores) or any(each.is_divergent for each in lines),
    )


def points_text(hundredths: int | None) -> str:
    """'3,75' in French, '3.75' in English; '4' when whole; '–' when there is no score."""
    if hundredths is None:
        return "–"
    units, rest = divmod(hundredths, 100)
    decimals = f"{rest:02d}".rstrip("0")
    return f"{units}{'.' if in_english() else ','}{decimals}" if decimals else str(units)
