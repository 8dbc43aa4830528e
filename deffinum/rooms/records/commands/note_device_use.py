"""Write down that a device called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import DeviceToken


@command("records.note_device_use", logged=False)
def note_device_use(*, device_id: UUID, by: Actor, now: datetime) -> None:
    """Keep the instant of the device's last call."""
    DeviceToken.objects.filter(pk=device_id).update(last_used_at=now)
