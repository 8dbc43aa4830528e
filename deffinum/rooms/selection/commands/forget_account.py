"""Forget what is no proof of an erased account, and give back what waited for it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Q

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.lifecycle import REVIEW
from deffinum.rooms.selection.models import Assignment, Examination
from deffinum.rooms.selection.words import AssignmentState

ERASED = "Le compte de la personne a été effacé."
WAITING = (AssignmentState.ASKED, AssignmentState.ACCEPTED)


@command("selection.forget_account")
def forget_account(*, account_id: uuid.UUID, by: Actor, now: datetime) -> tuple[uuid.UUID, ...]:
    """The examinations that lost their officer or a review that was waited for. Running twice changes nothing.

    The words of a declaration of interests go; that it was made, and when, stays. So do marks, comments, gates and
    decisions, under an identifier that names nobody any more: they are the proof of a public decision (GDPR,
    article 17(3)(b)). Letters already sent bear the name of who signed them, as the law asks of administrative acts.
    """
    reviews = Assignment.objects.filter(expert_id=account_id)
    concerned = Q(officer_id=account_id) | Q(pk__in=reviews.values("examination_id"))
    given_back = set()
    for examination in Examination.objects.locked().filter(concerned).order_by("pk"):
        if examination.officer_id == account_id:
            examination.officer_id = None
            examination.save(update_fields=["officer_id"])
            given_back.add(examination.pk)
        for review in reviews.filter(examination=examination):
            if review.state in WAITING:
                REVIEW.move(review, "cancel", by=by, now=now, reason=ERASED)
                given_back.add(examination.pk)
            if review.declaration:
                review.declaration = ""
                review.save(update_fields=["declaration"])
    return tuple(given_back)
