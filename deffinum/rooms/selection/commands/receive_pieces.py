"""The consortium sent its completed file: the examination goes on."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import ApplicationState
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.words import ExaminationState, PieceVerdict


@command("selection.receive_pieces")
def receive_pieces(*, application_id: uuid.UUID, by: Actor, now: datetime) -> bool:
    """Back to the officer, who looks again at what was asked for. False: nothing was waited for (idempotent)."""
    examination = Examination.objects.locked().filter(application_id=application_id).first()
    if examination is None or examination.state != ExaminationState.PIECES_REQUESTED:
        return False
    if examination.application.state != ApplicationState.SUBMITTED:
        return False  # an older fact told again: the consortium has not answered yet
    examination.piece_checks.exclude(verdict=PieceVerdict.CONFORM).delete()
    advance(examination=examination, move="receive_pieces", by=by, now=now)
    return True
