"""Tell the consortium what a gate decided: a decision, its letter, the time of appeal, at once."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.commands.record_decision import record_decision
from deffinum.rooms.selection.commands.send_letter import send_letter
from deffinum.rooms.selection.models import Decision


@command("selection.close_at_gate")
def close_at_gate(*, examination_id: uuid.UUID, outcome: str, reasons: str, by: Actor, now: datetime) -> Decision:
    """The same decision, letter and appeal as a refusal by the committee; publishes DecisionTaken.

    The consortium sees the state of its file as soon as it changes: its letter leaves with it. A step of the commands
    that close or reopen a gate: they ask their own policies and hold the examination.
    """
    letter = record_decision(
        examination_id=examination_id, outcome=outcome, decided_on=day_of(now), reasons=reasons, by=by, now=now
    )
    return send_letter(letter_id=letter.pk, by=by, now=now).decision
