"""Write a decision down and make its letter. Every decision goes through: the committee's and those of the gates."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.selection.commands.make_letter import make_letter
from deffinum.rooms.selection.models import Decision, Examination, Letter


def record_decision(
    *,
    examination: Examination,
    outcome: str,
    decided_on: date,
    by: Actor,
    now: datetime,
    reasons: str = "",
    aid: Money | None = None,
    redirect_call_id: uuid.UUID | None = None,
    redirect_until: datetime | None = None,
) -> Letter:
    """A new decision, which replaces the former ones, with its letter; the examination's row is locked.

    Sent to nobody yet. Raises DocumentRefused.
    """
    decision = Decision.objects.create(
        examination=examination,
        number=examination.decisions.count() + 1,
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
