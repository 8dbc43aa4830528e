"""Withdraw the decision that closed a file at a gate, and take its examination up again."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.commands.close_at_gate import close_at_gate
from deffinum.rooms.selection.commands.take_decision import SamePerson
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.policies.decision import FOUR_EYES, may_reopen
from deffinum.rooms.selection.queries.gate_keepers import took_a_gate
from deffinum.rooms.selection.words import ExaminationState, Outcome


@command("selection.reopen_examination")
def reopen_examination(*, examination_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Decision:
    """The gate that closed the file is to be passed again; the consortium gets a letter that says why.

    By a decider who took none of the file's gates. Raises Refused, SamePerson, MoveRefused (no reason).
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_reopen(by, examination, now=now).require()
    if took_a_gate(examination, by):
        raise SamePerson(FOUR_EYES)
    incomplete = examination.state == ExaminationState.INCOMPLETE
    move = "reopen_completeness" if incomplete else "reopen_eligibility"
    advance(examination=examination, move=move, by=by, now=now, reason=reason)
    return close_at_gate(examination_id=examination.pk, outcome=Outcome.REOPENED, reasons=reason, by=by, now=now)
