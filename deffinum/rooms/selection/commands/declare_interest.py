"""Declare a conflict of interest, or its absence, before seeing the file; or decline."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment
from deffinum.rooms.selection.policies.review import may_declare_interest

KEPT_WITH_IT = "Les mots de la déclaration sont gardés avec elle."
"""The history is never rewritten: it says that there were words, which the declaration holds and can forget."""


@command("selection.declare_interest", personal=("words",))
def declare_interest(*, assignment_id: uuid.UUID, answer: str, words: str, by: Actor, now: datetime) -> Assignment:
    """`answer`: 'accept' (no conflict), 'declare_conflict' or 'decline', these two with the expert's words.

    A conflict found later may still be declared: the review is then set aside. Raises Refused, MoveRefused (no words).
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("examination")
        .get(pk=assignment_id)
    )
    may_declare_interest(by, assignment, now=now).require()
    REVIEW.move(assignment, answer, by=by, now=now, reason=KEPT_WITH_IT if words.strip() else "")
    assignment.declared_at = now
    assignment.declaration = "" if answer == "accept" else words
    assignment.save(update_fields=["declared_at", "declaration"])
    return assignment
