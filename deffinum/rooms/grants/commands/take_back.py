"""Bring an agreement sent to sign back to a draft, while nobody has signed."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement
from deffinum.rooms.grants.policies import may_take_back


@command("grants.take_back")
def take_back(*, agreement_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Agreement:
    """The frozen PDF stays in the files; the next sending makes another. Raises Refused, MoveRefused (no reason)."""
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    signed = agreement.parties.signed().exists()
    may_take_back(by, agreement, signed=signed, now=now).require()
    AGREEMENT.move(agreement, "take_back", by=by, now=now, reason=reason)
    return agreement
