"""Which unit does a launch address open? Asked by who serves the unit's files, before it gives them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.models import Registration, Session
from deffinum.rooms.records.queries.open_key import digest_of_secret


def launched_unit_address(*, fetch_token: str, now: datetime) -> str | None:
    """The address of the unit whose session this one-shot token began; None when there is no such session in force.

    Whether the token was used already does not matter here: a unit that is reloaded still needs its files.
    """
    session = (
        Session.objects.select_related("unit")
        .filter(
            fetch_digest=digest_of_secret(fetch_token),
            expires_at__gt=now,
            ended_at__isnull=True,
            abandoned_at__isnull=True,
        )
        .first()
    )
    return None if session is None else session.unit.url


def latest_registration(*, course_id: UUID, learner_id: UUID) -> UUID | None:
    """The learner's latest registration in a course; None when there is none."""
    found = Registration.objects.filter(course_id=course_id, learner_id=learner_id).order_by("-registered_at")
    return found.values_list("pk", flat=True).first()
