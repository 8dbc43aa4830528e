"""The reviews asked of one expert. The list names project and lead, so that interests can be declared; no content."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.policies.review import visible_assignments
from deffinum.rooms.selection.words import AssignmentState


@dataclass(frozen=True)
class MyReview:
    """One line of the expert’s list."""

    id: uuid.UUID
    reference: str
    title: str
    lead: str
    call: Text
    state: AssignmentState
    state_label: Text
    due_on: date
    is_late: bool
    waits_for_me: bool


def my_reviews(*, actor: Actor, now: datetime) -> tuple[MyReview, ...]:
    """What waits for the expert first, then by date (one query)."""
    rows = visible_assignments(actor).select_related("examination__application__call", "examination__application__lead")
    found = []
    for each in rows:
        waits = each.state in {AssignmentState.ASKED, AssignmentState.ACCEPTED}
        application = each.examination.application
        found.append(
            MyReview(
                id=each.pk,
                reference=application.reference,
                title=application.title,
                lead=application.lead.name,
                call=Text.read(application.call.title),
                state=AssignmentState(each.state),
                state_label=REVIEW.labels[each.state],
                due_on=each.due_on,
                is_late=waits and day_of(now) > each.due_on,
                waits_for_me=waits,
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.waits_for_me, each.due_on, each.reference)))
