"""Which unit does a launch address open? Asked by who serves the unit's files, before it gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Registration, Session


@dataclass(frozen=True)
class LaunchedUnit:
    """A unit of a session in force."""

    url: str
    """Its address before the session takes its place in it: anybody's course may name any address."""
    organisation_id: UUID
    """Whose course it is."""


def launched_unit(*, session_id: UUID, now: datetime) -> LaunchedUnit | None:
    """The unit of a session of at most a day; None when there is none, or another launch took its place.

    A session that has said its end still needs its files: its window shows a last page.
    """
    session = (
        Session.objects.select_related("unit__course__store")
        .filter(pk=session_id, expires_at__gt=now, abandoned_at__isnull=True)
        .first()
    )
    if session is None:
        return None
    return LaunchedUnit(session.unit.url, session.unit.course.store.organisation_id)


def latest_registration(*, course_id: UUID, learner_id: UUID) -> UUID | None:
    """The learner's latest registration in a course; None when there is none."""
    found = Registration.objects.filter(course_id=course_id, learner_id=learner_id).order_by("-registered_at")
    return found.values_list("pk", flat=True).first()
