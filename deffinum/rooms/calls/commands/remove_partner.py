"""Take a member, or an invitation, out of the consortium."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.application import may_remove_partner


@command("calls.remove_partner")
def remove_partner(
    *, application_id: uuid.UUID, partner_id: uuid.UUID, reason: str, by: Actor, now: datetime
) -> Partner:
    """The member leaves with its reason; what it wrote is kept but no longer counts (the totals follow).

    Raises Refused, MoveRefused (no reason, already out).
    """
    application = Application.objects.locked().get(pk=application_id)
    partner = application.partners.get(pk=partner_id)
    may_remove_partner(by, partner, now=now).require()
    PARTNER.move(partner, "remove", by=by, now=now, reason=reason)
    application.keep_totals()
    return partner
