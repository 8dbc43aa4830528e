"""Which sessions were left open?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Session


@dataclass(frozen=True)
class OpenSession:
    """A session of a registration that has not said its end."""

    id: UUID
    unit: str
    launched_at: datetime


def registration_of_session(*, session_id: UUID) -> UUID | None:
    """The registration of a session; None when there is no such session."""
    return Session.objects.filter(pk=session_id).values_list("registration_id", flat=True).first()


def open_session_of(*, registration_id: UUID, now: datetime) -> OpenSession | None:
    """The session of the registration that is still open and in force; a launch leaves one at most."""
    rows = Session.objects.filter(registration_id=registration_id, expires_at__gt=now).select_related("unit")
    found = rows.filter(ended_at__isnull=True, abandoned_at__isnull=True).first()
    return None if found is None else OpenSession(found.pk, str(found.unit), found.launched_at)


def sessions_past_their_day(*, now: datetime, most: int) -> list[UUID]:
    """Sessions that nobody ended and whose token opens nothing any more, the oldest first."""
    rows = Session.objects.filter(ended_at__isnull=True, abandoned_at__isnull=True, expires_at__lte=now)
    return list(rows.order_by("expires_at").values_list("pk", flat=True)[:most])
