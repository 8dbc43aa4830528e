"""Which unit does a launch address open? Asked by who serves the unit's files, before it gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Registration, Session
from deffinum.rooms.records.queries.open_key import digest_of_secret


@dataclass(frozen=True)
class LaunchedUnit:
    """A unit of a session in force."""

    url: str
    """Its address, as its course says it: anybody's course may name any address."""
    organisation_id: UUID
    """Whose course it is."""


def launched_unit(*, fetch_token: str, now: datetime) -> LaunchedUnit | None:
    """The unit whose session this one-shot token began; None when there is no such session in force.

    Whether the token was used already does not matter here: a unit that is reloaded still needs its files.
    """
    session = (
        Session.objects.select_related("unit__course__store")
        .filter(
            fetch_digest=digest_of_secret(fetch_token),
            expires_at__gt=now,
            ended_at__isnull=True,
            abandoned_at__isnull=True,
        )
        .first()
    )
    if session is None:
        return None
    return LaunchedUnit(session.unit.url, session.unit.course.store.organisation_id)


def latest_registration(*, course_id: UUID, learner_id: UUID) -> UUID | None:
    """The learner's latest registration in a course; None when there is none."""
    found = Registration.objects.filter(course_id=course_id, learner_id=learner_id).order_by("-registered_at")
    return found.values_list("pk", flat=True).first()
