"""Remember that a mail left, so that a job that runs again does not send it twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Invitation, Notification
from deffinum.rooms.people.words import InvitationState


@command("people.claim_notification_mail")
def claim_notification_mail(*, notification_id: uuid.UUID, by: Actor, now: datetime) -> bool:
    """True for the first caller only, when the notification still exists (an erased account forgets it)."""
    rows = Notification.objects.filter(pk=notification_id, mailed_at__isnull=True, account__is_active=True)
    return rows.update(mailed_at=now) == 1


@command("people.claim_invitation_mail")
def claim_invitation_mail(*, invitation_id: uuid.UUID, sent_at: datetime, by: Actor, now: datetime) -> bool:
    """True for the first caller only, when this sending is still the last one and has no answer."""
    rows = Invitation.objects.filter(
        pk=invitation_id, sent_at=sent_at, state=InvitationState.SENT, mailed_at__isnull=True
    )
    return rows.update(mailed_at=now) == 1
