"""Write down that a launched unit read what its learner prefers: before that, it may not begin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Session


@command("records.note_preferences_read", logged=False)
def note_preferences_read(*, session_id: UUID, by: Actor, now: datetime) -> None:
    """Keep the first time that the session read them, whether they were there or not (cmi5, 11.0)."""
    Session.objects.filter(pk=session_id, preferences_read_at__isnull=True).update(preferences_read_at=now)
