"""The scores of examinations, from the reviews handed in: one whole, or many in short."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm

from django.db.models import BigIntegerField, Case, Max, Q, Sum, Value, When
from django.db.models.functions import Cast

from deffinum.rooms.calls.public import Criterion, configuration_of
from deffinum.rooms.selection.models import Examination, Mark
from deffinum.rooms.selection.models.examination import ExaminationQuerySet
from deffinum.rooms.selection.queries.scores import (
    ApplicationScores,
    application_scores,
    half_up_ratio,
    is_divergent,
    largest_scale,
    mean_of,
    points_text,
)
from deffinum.rooms.selection.words import AssignmentState

REVIEW, VERSION = "assignment__examination_id", "assignment__examination__application__call_version_id"


@dataclass(frozen=True)
class ScoreSummary:
    """The score of an application among many: the same figures as `ApplicationScores`, without its criteria."""

    mean: int | None
    is_divergent: bool

    @cached_property
    def shown_mean(self) -> str:
        """The mean in words."""
        return points_text(self.mean)


NO_SCORE = ScoreSummary(mean=None, is_divergent=False)


def scores_of_one(examination: Examination) -> ApplicationScores:
    """The scores of one examination (two queries), loaded by `with_application`."""
    rows = examination.assignments.handed_in().order_by("asked_at", "id").prefetch_related("marks")
    reviews = [{mark.criterion_key: mark.value_hundredths for mark in each.marks.all()} for each in rows]
    return application_scores(reviews, configuration_of(examination.application).criteria)


def score_summaries(examinations: ExaminationQuerySet) -> Mapping[uuid.UUID, ScoreSummary]:
    """The examinations that have a score (two queries whatever their number).

    The database adds up the weighted marks of each review, in whole numbers; Python rounds as `queries/scores.py` says.
    """
    versions = _criteria_by_version(examinations)
    marks = Mark.objects.order_by().filter(
        assignment__examination__in=examinations.order_by().values("pk"),
        assignment__state=AssignmentState.DONE,
        value_hundredths__isnull=False,
    )
    keys = sorted({criterion.key for criteria in versions.values() for criterion in criteria})
    weighted = Cast("value_hundredths", BigIntegerField()) * _by_criterion(versions, _factors)
    sums = marks.values_list(REVIEW, "assignment_id").annotate(
        points=Sum(weighted),
        whole=Sum(_by_criterion(versions, _divisors)),
        **{f"mark_{rank}": Max("value_hundredths", filter=Q(criterion_key=key)) for rank, key in enumerate(keys)},
    )
    reviews: dict[uuid.UUID, list[int]] = defaultdict(list)
    given: dict[uuid.UUID, list[list[int | None]]] = defaultdict(list)
    for examination_id, _assignment_id, points, whole, *values in sums:
        if whole:
            reviews[examination_id].append(half_up_ratio(points, whole))
            given[examination_id].append(values)
    return {
        key: ScoreSummary(
            mean=mean_of(found),
            is_divergent=is_divergent(found) or any(is_divergent(each) for each in zip(*given[key], strict=True)),
        )
        for key, found in reviews.items()
    }


def _criteria_by_version(examinations: ExaminationQuerySet) -> Mapping[uuid.UUID, Sequence[Criterion]]:
    """The criteria of each version of the rules that these files are under: usually one (one query)."""
    rows = examinations.with_application().order_by("application__call_version_id")
    one_each = rows.distinct("application__call_version_id")
    return {each.application.call_version_id: configuration_of(each.application).criteria for each in one_each}


def _factors(criteria: Sequence[Criterion]) -> list[int]:
    """What a mark is multiplied by: weight × S / scale, times the common multiple that keeps it whole."""
    whole, scale = lcm(*(each.scale for each in criteria)), largest_scale(criteria)
    return [each.weight.basis_points * scale * (whole // each.scale) for each in criteria]


def _divisors(criteria: Sequence[Criterion]) -> list[int]:
    """What the sum is divided by: the weights of the criteria marked, times the same multiple."""
    whole = lcm(*(each.scale for each in criteria))
    return [each.weight.basis_points * whole for each in criteria]


def _by_criterion(
    versions: Mapping[uuid.UUID, Sequence[Criterion]], numbers: Callable[[Sequence[Criterion]], list[int]]
) -> Case:
    """A number for each criterion of each version; 0 for a mark on none of them."""
    cases = [
        When(**{VERSION: version, "criterion_key": criterion.key}, then=Value(number))
        for version, criteria in versions.items()
        for criterion, number in zip(criteria, numbers(criteria), strict=True)
    ]
    return Case(*cases, default=Value(0), output_field=BigIntegerField())
