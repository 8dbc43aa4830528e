"""Forget who asked the questions of an erased account, and the words that could name that person."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Question


@command("calls.forget_author")
def forget_author(*, account_id: uuid.UUID, by: Actor, now: datetime) -> int:
    """How many questions lost their author. Running twice changes nothing.

    A published question stays as it was published; one set aside keeps its reason, not its words; one that waits keeps
    its words until an officer answers it or sets it aside. What the account signed, deposited or wrote for its
    organisation stays: it belongs to the file, under an identifier that names nobody any more.
    """
    asked = list(Question.objects.select_for_update(no_key=True).filter(asked_by=account_id).order_by("pk"))
    for question in asked:
        question.forget_author()
    return len(asked)
