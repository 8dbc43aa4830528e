"""The consortium gave up: the examination stops."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Examination


@command("selection.withdraw_examination")
def withdraw_examination(*, application_id: uuid.UUID, by: Actor, now: datetime) -> bool:
    """False when there is nothing to stop: no examination, or one that is closed already (idempotent)."""
    examination = Examination.objects.locked().filter(application_id=application_id).first()
    if examination is None or not EXAMINATION.verdict(examination, "withdraw"):
        return False
    advance(examination=examination, move="withdraw", by=by, now=now)
    return True
