"""Take back a review that was asked of an expert."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment
from deffinum.rooms.selection.policies.examination import may_assign_expert


@command("selection.cancel_assignment")
def cancel_assignment(*, assignment_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Assignment:
    """With a reason; the file closes to the expert at once. Raises Refused, MoveRefused (handed in, no reason)."""
    assignment = Assignment.objects.held_with_its_file(assignment_id)
    may_assign_expert(by, assignment.examination, now=now).require()
    REVIEW.move(assignment, "cancel", by=by, now=now, reason=reason)
    return assignment
