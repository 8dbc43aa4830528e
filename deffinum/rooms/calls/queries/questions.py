"""Questions and answers of a call: published without their authors, and those that wait for an officer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Question
from deffinum.rooms.calls.words import QuestionState
from deffinum.rooms.people.public import Role


@dataclass(frozen=True)
class PublishedQuestion:
    """A question that anyone may read; nothing says who asked."""

    id: uuid.UUID
    text: str
    answer: Text
    answered_at: datetime


@dataclass(frozen=True)
class WaitingQuestion:
    """A question that waits for an answer. Officers do not see who asked either."""

    id: uuid.UUID
    call_slug: str
    call_title: Text
    text: str
    asked_at: datetime


def published_questions(call_id: uuid.UUID, *, limit: int = 200) -> tuple[PublishedQuestion, ...]:
    """The answered questions of a call, newest answer first (one query)."""
    rows = Question.objects.filter(call_id=call_id, state=QuestionState.PUBLISHED)
    return tuple(
        PublishedQuestion(row.pk, row.public_text or row.text, Text.read(row.answer), row.answered_at)
        for row in rows.order_by("-answered_at", "id")[:limit]
        if row.answered_at is not None
    )


def waiting_questions(actor: Actor, *, call_id: uuid.UUID | None = None) -> tuple[WaitingQuestion, ...]:
    """Questions that this officer may answer, oldest first (one query); empty for anyone else."""
    if not (actor.kind == "platform" or actor.has_any(Role.OFFICER)):
        return ()
    rows = Question.objects.filter(state=QuestionState.ASKED).select_related("call").order_by("asked_at", "id")
    if not (actor.kind == "platform" or actor.has(Role.OFFICER)):
        rows = rows.filter(call_id__in=actor.scopes_of(Role.OFFICER))
    if call_id is not None:
        rows = rows.filter(call_id=call_id)
    return tuple(
        WaitingQuestion(row.pk, row.call.slug, Text.read(row.call.title), row.text, row.asked_at) for row in rows
    )


def my_questions(actor: Actor, *, call_id: uuid.UUID) -> tuple[tuple[str, str], ...]:
    """What this person asked on this call, with its state in words (one query)."""
    if actor.account_id is None:
        return ()
    rows = Question.objects.filter(call_id=call_id, asked_by=actor.account_id).order_by("-asked_at", "id")
    return tuple((row.text, str(QuestionState(row.state).label)) for row in rows)
