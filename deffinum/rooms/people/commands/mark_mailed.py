"""Remember that a mail left, so that a job that runs again does not send it twice."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Invitation, Notification


@command("people.mark_notification_mailed")
def mark_notification_mailed(*, notification_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Written once the mail server took the mail; the first instant is kept."""
    Notification.objects.filter(pk=notification_id, mailed_at__isnull=True).update(mailed_at=now)


@command("people.mark_invitation_mailed")
def mark_invitation_mailed(*, invitation_id: uuid.UUID, sent_at: datetime, by: Actor, now: datetime) -> None:
    """The same for one sending of an invitation: a later one keeps its own mail to send."""
    Invitation.objects.filter(pk=invitation_id, sent_at=sent_at, mailed_at__isnull=True).update(mailed_at=now)
