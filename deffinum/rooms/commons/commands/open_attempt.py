"""Open a version as a learner: the same attempt each time, until it is erased with the learner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.commons.models import Attempt, ResourceVersion
from deffinum.rooms.commons.policies import may_attempt
from deffinum.rooms.records.public import Learner


@command("commons.open_attempt")
def open_attempt(*, version_id: UUID, learner_id: UUID, by: Actor, now: datetime) -> UUID:
    """The learner's attempt at a version of an organisation where they are enrolled. Raises Refused, DoesNotExist."""
    version = ResourceVersion.objects.select_related("resource").get(pk=version_id)
    learner = Learner.objects.get(pk=learner_id, store__organisation_id=version.resource.organisation_id)
    may_attempt(by, learner.account_id, now=now).require()
    attempt, _made = Attempt.objects.get_or_create(
        version=version, learner=learner, defaults={"started_at": now, "latest_at": now}
    )
    return attempt.pk
