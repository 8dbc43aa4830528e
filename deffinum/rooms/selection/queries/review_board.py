"""The reviews of one file, as the officer and the jury read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.values import Text
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.people.public import Role, account_ids_of_role, account_summaries
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.queries.scores import ApplicationScores, application_scores, review_score
from deffinum.rooms.selection.words import AssignmentState


@dataclass(frozen=True)
class ReviewLine:
    """One review. Marks and comments are empty until it is handed in, whoever reads."""

    assignment_id: uuid.UUID
    expert: str
    state: AssignmentState
    state_label: Text
    due_on: date
    is_late: bool
    declaration: str
    score: int | None
    comment_for_jury: str
    comment_for_applicant: str
    handed_in_at: datetime | None


@dataclass(frozen=True)
class ReviewBoard:
    """Everything about the reviews of a file."""

    lines: tuple[ReviewLine, ...]
    scores: ApplicationScores
    wanted: int
    handed_in: int


def review_board(examination: Examination, *, now: datetime) -> ReviewBoard:
    """Three queries; the application's pinned rules must be loaded."""
    configuration = configuration_of(examination.application)
    rows = list(examination.assignments.prefetch_related("marks"))
    names = account_summaries({each.expert_id for each in rows})
    lines, marks_of = [], []
    for each in rows:
        done = each.state == AssignmentState.DONE
        marks = {mark.criterion_key: mark.value_hundredths for mark in each.marks.all()}
        if done:
            marks_of.append(marks)
        waiting = each.state in {AssignmentState.ASKED, AssignmentState.ACCEPTED}
        lines.append(
            ReviewLine(
                assignment_id=each.pk,
                expert=names[each.expert_id].name,
                state=AssignmentState(each.state),
                state_label=REVIEW.labels[each.state],
                due_on=each.due_on,
                is_late=waiting and day_of(now) > each.due_on,
                declaration=each.declaration,
                score=review_score(marks, configuration.criteria) if done else None,
                comment_for_jury=each.comment_for_jury if done else "",
                comment_for_applicant=each.comment_for_applicant if done else "",
                handed_in_at=each.handed_in_at,
            )
        )
    return ReviewBoard(
        tuple(lines),
        application_scores(marks_of, configuration.criteria),
        configuration.experts_per_application,
        len(marks_of),
    )


def expert_choices(examination: Examination, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Holders of the expert's role on the call that were not asked yet: (identifier, name), by name (three queries)."""
    held = account_ids_of_role(Role.EXPERT, day=day_of(now), scope_id=examination.application.call_id)
    asked = set(examination.assignments.values_list("expert_id", flat=True))
    found = account_summaries([each for each in held if each not in asked])
    return tuple(sorted(((str(each.id), each.name) for each in found.values()), key=lambda pair: pair[1]))
