"""Write a decision down and make its letter. Every decision goes through: the committee's and those of the gates."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.selection.commands.make_letter import make_letter
from deffinum.rooms.selection.models import Decision, Letter


@command("selection.record_decision")
def record_decision(
    *,
    examination_id: uuid.UUID,
    outcome: str,
    decided_on: date,
    by: Actor,
    now: datetime,
    reasons: str = "",
    aid: Money | None = None,
    redirect_call_id: uuid.UUID | None = None,
    redirect_until: datetime | None = None,
) -> Letter:
    """A new decision, which replaces the former ones, with its letter, sent to nobody yet.

    A step of the commands that decide: they ask their own policies and hold the examination. Raises DocumentRefused.
    """
    decision = Decision.objects.create(
        examination_id=examination_id,
        number=Decision.objects.filter(examination_id=examination_id).count() + 1,
        outcome=outcome,
        aid_cents=aid.cents if aid else None,
        reasons=reasons.strip(),
        redirect_call_id=redirect_call_id,
        redirect_until=redirect_until,
        decided_on=decided_on,
        decided_by=by.account_id,
        entered_at=now,
    )
    return make_letter(decision_id=decision.pk, by=by, now=now)
