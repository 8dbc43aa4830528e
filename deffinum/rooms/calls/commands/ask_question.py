"""Ask a question on a call. It is answered in public, without its author's name."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Call, Question
from deffinum.rooms.calls.policies.call import may_ask_question

LONGEST = 2000
"""Characters of a question."""


class QuestionRefused(DomainError):
    """The question is empty or too long."""


@command("calls.ask_question", personal=("text",))
def ask_question(*, call_id: uuid.UUID, text: str, by: Actor, now: datetime) -> Question:
    """Record the question. The same words asked twice by the same person count once.

    Raises Refused (visitor, call closed), QuestionRefused.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    may_ask_question(by, call, now=now).require()
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise QuestionRefused(
            _("Une question compte de 1 à %(most)s caractères. Rien n’a été envoyé.") % {"most": LONGEST}, field="text"
        )
    same = call.questions.filter(asked_by=by.account_id, text=words).first()
    return same or Question.objects.create(call=call, text=words, asked_by=by.account_id, asked_at=now)
