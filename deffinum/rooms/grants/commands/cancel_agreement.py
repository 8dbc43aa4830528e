"""Abandon an agreement that is not in force."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement
from deffinum.rooms.grants.policies import may_cancel


@command("grants.cancel_agreement")
def cancel_agreement(*, agreement_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Agreement:
    """The award stays, unpublished, with its history. Raises Refused, MoveRefused (no reason)."""
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    may_cancel(by, agreement, now=now).require()
    AGREEMENT.move(agreement, "cancel", by=by, now=now, reason=reason)
    return agreement
