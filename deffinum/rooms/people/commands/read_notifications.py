"""Mark one's own notifications as read."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.policies import may_use_own_account, visible_notifications


@command("people.read_notification")
def read_notification(*, notification_id: uuid.UUID, by: Actor, now: datetime) -> str | None:
    """Mark one as read; returns the address of the page to open, None when it is not the actor's."""
    may_use_own_account(by, now=now).require()
    row = visible_notifications(by).select_for_update(no_key=True).filter(pk=notification_id).first()
    if row is None:
        return None
    if row.read_at is None:
        visible_notifications(by).filter(pk=row.pk).update(read_at=now)
    return row.address


@command("people.read_all_notifications")
def read_all_notifications(*, by: Actor, now: datetime) -> int:
    """Mark all as read; returns how many were not."""
    may_use_own_account(by, now=now).require()
    return visible_notifications(by).filter(read_at__isnull=True).update(read_at=now)
