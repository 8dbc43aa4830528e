"""Ask for a decision to be examined again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.events import AppealLodged
from deffinum.rooms.selection.models import Appeal, Decision
from deffinum.rooms.selection.policies.decision import may_lodge_appeal


class AppealEmpty(DomainError):
    """An appeal says why."""

    status: ClassVar[int] = 422


@command("selection.lodge_appeal", personal=("text",))
def lodge_appeal(*, decision_id: uuid.UUID, text: str, by: Actor, now: datetime) -> Appeal:
    """The lead, once, within the delay that the letter gives. Raises Refused, AppealEmpty."""
    Decision.objects.select_for_update(no_key=True).get(pk=decision_id)
    # Read once the row is held: what a first click wrote meanwhile is seen.
    decision = Decision.objects.select_related("examination__application", "letter", "appeal").get(pk=decision_id)
    may_lodge_appeal(by, decision, now=now).require()
    if not text.strip():
        raise AppealEmpty(_("Dites ce que vous demandez et pourquoi. Rien n’a été envoyé."), field="text")
    appeal = Appeal.objects.create(decision=decision, text=text.strip(), lodged_by=by.account_id, lodged_at=now)
    events.publish(AppealLodged(appeal.pk))
    return appeal
