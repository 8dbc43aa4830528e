"""Answer an appeal."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.events import AppealAnswered
from deffinum.rooms.selection.models import Appeal
from deffinum.rooms.selection.policies.decision import may_answer_appeal


class AnswerEmpty(DomainError):
    """An answer says something."""

    status: ClassVar[int] = 422


@command("selection.answer_appeal")
def answer_appeal(*, appeal_id: uuid.UUID, answer: str, by: Actor, now: datetime) -> Appeal:
    """Once. When the decision changes, the decider writes the new one apart. Raises Refused, AnswerEmpty."""
    appeal = (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision__examination__application")
        .get(pk=appeal_id)
    )
    may_answer_appeal(by, appeal, now=now).require()
    if not answer.strip():
        raise AnswerEmpty(_("Écrivez la réponse : le groupement la lira. Rien n’a été envoyé."), field="answer")
    appeal.answer, appeal.answered_by, appeal.answered_at = answer.strip(), by.account_id, now
    appeal.save(update_fields=["answer", "answered_by", "answered_at"])
    events.publish(AppealAnswered(appeal.pk))
    return appeal
