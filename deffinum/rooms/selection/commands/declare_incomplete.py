"""Record a file as incomplete: it will be neither scored nor decided."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import ApplicationState, stop_waiting_for_pieces
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.commands.close_at_gate import close_at_gate
from deffinum.rooms.selection.commands.stop_waiting import DelayNotOver
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_declare_incomplete
from deffinum.rooms.selection.queries.piece_wait import piece_deadline
from deffinum.rooms.selection.words import ExaminationState, Outcome


@command("selection.declare_incomplete")
def declare_incomplete(*, examination_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Examination:
    """With the reason, which the consortium reads in its letter; never before the end of a delay that was given.

    Raises Refused, DelayNotOver, MoveRefused (no reason).
    """
    examination = Examination.objects.locked().get(pk=examination_id)
    may_declare_incomplete(by, examination, now=now).require()
    until = piece_deadline(examination)
    waiting = examination.state == ExaminationState.PIECES_REQUESTED
    if waiting and until is not None and now < until:
        raise DelayNotOver(
            _("Le groupement peut encore répondre : son délai n’est pas passé. Rien n’a été changé."), field="reason"
        )
    advance(examination=examination, move="declare_incomplete", by=by, now=now, reason=reason)
    if waiting and examination.application.state == ApplicationState.COMPLETING:
        stop_waiting_for_pieces(application_id=examination.application_id, by=by, now=now)
    close_at_gate(examination_id=examination.pk, outcome=Outcome.INCOMPLETE, reasons=reason, by=by, now=now)
    return examination
