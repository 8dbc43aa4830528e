"""Give a review back to its expert."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment
from deffinum.rooms.selection.policies.examination import may_assign_expert


@command("selection.reopen_review")
def reopen_review(*, assignment_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Assignment:
    """With a reason; the marks stay. Raises Refused (reviews closed), MoveRefused (not handed in, no reason)."""
    assignment = Assignment.objects.held_with_its_file(assignment_id)
    may_assign_expert(by, assignment.examination, now=now).require()
    REVIEW.move(assignment, "reopen", by=by, now=now, reason=reason)
    assignment.handed_in_at = None
    assignment.save(update_fields=["handed_in_at"])
    return assignment
