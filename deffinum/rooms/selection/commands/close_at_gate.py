"""Tell the consortium what a gate decided: a decision, its letter, the time of appeal, at once."""

from __future__ import annotations

from datetime import datetime

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.commands.notify_decision import send_letter
from deffinum.rooms.selection.commands.record_decision import record_decision
from deffinum.rooms.selection.models import Decision, Examination


def close_at_gate(*, examination: Examination, outcome: str, reasons: str, by: Actor, now: datetime) -> Decision:
    """The same decision, letter and appeal as a refusal by the committee; publishes DecisionTaken.

    The consortium sees the state of its file as soon as it changes: its letter leaves with it.
    """
    letter = record_decision(
        examination=examination, outcome=outcome, decided_on=day_of(now), reasons=reasons, by=by, now=now
    )
    send_letter(letter=letter, by=by, now=now)
    return letter.decision
