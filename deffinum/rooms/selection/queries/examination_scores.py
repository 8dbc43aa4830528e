"""The scores of examinations, from the reviews handed in."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.selection.models import Assignment, Examination
from deffinum.rooms.selection.queries.scores import ApplicationScores, application_scores


def scores_of(examinations: Sequence[Examination]) -> Mapping[uuid.UUID, ApplicationScores]:
    """Scores by examination (two queries whatever their number), loaded by `with_application`."""
    reviews: dict[uuid.UUID, list[dict[str, int | None]]] = defaultdict(list)
    rows = (
        Assignment.objects.handed_in()
        .filter(examination__in=[each.pk for each in examinations])
        .order_by("asked_at", "id")
        .prefetch_related("marks")
    )
    for each in rows:
        reviews[each.examination_id].append({mark.criterion_key: mark.value_hundredths for mark in each.marks.all()})
    return {
        each.pk: application_scores(reviews[each.pk], configuration_of(each.application).criteria)
        for each in examinations
    }


def scores_of_one(examination: Examination) -> ApplicationScores:
    """The scores of one examination (two queries)."""
    return scores_of([examination])[examination.pk]
