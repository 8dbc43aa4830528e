"""Remember that an invitation's mail leaves, so that a job that runs again does not send it twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.words import PartnerState


@command("calls.claim_invitation_mail")
def claim_invitation_mail(*, partner_id: uuid.UUID, by: Actor, now: datetime) -> bool:
    """True for the first caller only, as long as the invitation waits for its answer."""
    rows = Partner.objects.filter(pk=partner_id, state=PartnerState.INVITED, mailed_at__isnull=True)
    return rows.update(mailed_at=now) == 1
