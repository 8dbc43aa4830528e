"""Go on without the pieces that were asked for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import stop_waiting_for_pieces
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_stop_waiting
from deffinum.rooms.selection.queries.piece_wait import piece_deadline


class DelayNotOver(DomainError):
    """The consortium still has time to answer."""

    status: ClassVar[int] = 409


@command("selection.stop_waiting")
def stop_waiting(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> Examination:
    """Take the examination up again with what was deposited, once the delay is over. Raises Refused, DelayNotOver."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_stop_waiting(by, examination, now=now).require()
    until = piece_deadline(examination)
    if until is not None and now < until:
        raise DelayNotOver(
            _("Le groupement peut encore répondre : son délai n’est pas passé. Rien n’a été changé."), field="reason"
        )
    stop_waiting_for_pieces(application_id=examination.application_id, by=by, now=now)
    advance(examination=examination, move="stop_waiting", by=by, now=now)
    return examination
