"""Remember that an invitation's mail left, so that a job that runs again does not send it twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Partner


@command("calls.mark_invitation_mailed")
def mark_invitation_mailed(*, partner_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Written once the mail server took the mail; the first instant is kept."""
    Partner.objects.filter(pk=partner_id, mailed_at__isnull=True).update(mailed_at=now)
