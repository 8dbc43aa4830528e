"""A member takes its validation back."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.part import may_reopen_part


@command("calls.reopen_part")
def reopen_part(*, application_id: uuid.UUID, partner_id: uuid.UUID, by: Actor, now: datetime) -> Partner:
    """The part can be changed again, and must be validated again. Raises Refused."""
    application = Application.objects.locked().get(pk=application_id)
    partner = application.partners.get(pk=partner_id)
    may_reopen_part(by, partner, now=now).require()
    PARTNER.move(partner, "reopen", by=by, now=now, evidence={"cause": "asked"})
    partner.mark_signed(None, None)
    return partner
