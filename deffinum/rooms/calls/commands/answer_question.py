"""Answer a question in public, or set it aside with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.events import QuestionAnswered
from deffinum.rooms.calls.lifecycle import QUESTION
from deffinum.rooms.calls.models import Question
from deffinum.rooms.calls.policies.call import may_answer_questions
from deffinum.rooms.people.public import notify, register_topic

QUESTION_ANSWERED = "calls.question_answered"
ANSWERED = Text("Votre question a sa réponse", "Your question is answered")

register_topic(QUESTION_ANSWERED, Text("les réponses à mes questions", "answers to my questions"))


class AnswerEmpty(DomainError):
    """A published answer has a French text."""


@command("calls.answer_question")
def answer_question(
    *, question_id: uuid.UUID, public_text: str, answer: Mapping[str, str], by: Actor, now: datetime
) -> Question:
    """Publish the answer. `public_text` is the question as it will be read: an officer takes out what would name
    its author; empty, the question is published as it was asked. `answer` is bilingual.

    Raises Refused, AnswerEmpty, MoveRefused (already answered or set aside).
    """
    question = _locked(question_id)
    may_answer_questions(by, question.call, now=now).require()
    words = Text.read(answer)
    if not words.fr.strip():
        raise AnswerEmpty(_("Écrivez la réponse en français. Rien n’a été publié."), field="answer_fr")
    QUESTION.move(question, "publish", by=by, now=now)
    question.public_text = public_text.strip() or question.text
    question.answer = words.stored()
    question.answered_by, question.answered_at = by.account_id, now
    question.save(update_fields=["public_text", "answer", "answered_by", "answered_at"])
    if question.asked_by is None:
        question.forget_author()
    _tell_author(question, by=by, now=now)
    events.publish(QuestionAnswered(question_id=question.pk))
    return question


@command("calls.set_question_aside")
def set_question_aside(*, question_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Question:
    """Close a question without a public answer (off topic, already answered). Raises Refused, MoveRefused."""
    question = _locked(question_id)
    may_answer_questions(by, question.call, now=now).require()
    QUESTION.move(question, "set_aside", by=by, now=now, reason=reason)
    if question.asked_by is None:
        question.forget_author()
    return question


def _tell_author(question: Question, *, by: Actor, now: datetime) -> None:
    """The author alone learns that the answer is theirs."""
    if question.asked_by is not None:
        notify(
            account_ids=[question.asked_by],
            topic=QUESTION_ANSWERED,
            title=ANSWERED,
            body=Text.read(question.call.title),
            address=f"{reverse('calls:questions', args=[question.call.slug])}#question-{question.pk}",
            dedupe_key=f"{QUESTION_ANSWERED}:{question.pk}",
            by=by,
            now=now,
        )


def _locked(question_id: uuid.UUID) -> Question:
    return Question.objects.select_for_update(of=("self",), no_key=True).select_related("call").get(pk=question_id)
