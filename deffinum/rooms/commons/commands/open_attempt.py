"""Open a version as a learner: the same attempt each time, until it is erased with the learner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.scorm.vocabulary import COURSE
from deffinum.rooms.commons.models import Attempt, ResourceVersion
from deffinum.rooms.commons.policies import may_attempt
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.public import Learner, open_play


@command("commons.open_attempt", logged=False)
def open_attempt(*, version_id: UUID, learner_id: UUID, by: Actor, now: datetime) -> UUID:
    """The learner's attempt at a version of an organisation where they are enrolled.

    Outside the audit chain like the records that it opens (docs/decisions/0009). Raises Refused, DoesNotExist, and
    ConsentWithdrawn when the learner refuses that anything is written.
    """
    version = ResourceVersion.objects.select_related("resource").get(pk=version_id)
    learner = Learner.objects.get(pk=learner_id, store__organisation_id=version.resource.organisation_id)
    may_attempt(by, learner.account_id, now=now).require()
    known = Attempt.objects.filter(version=version, learner=learner).first()
    attempt_id = known.pk if known is not None else uuid4()
    play = open_play(
        learner_id=learner_id,
        activity=activity_of(version.pk),
        definition={"name": {"fr": version.title}, "type": COURSE},
        registration=attempt_id,
        by=by,
        now=now,
    )
    if known is None:
        Attempt.objects.create(
            id=attempt_id, version=version, learner=learner, play_id=play.id, started_at=now, latest_at=now
        )
    else:
        known.play_id = play.id
        known.save(update_fields=["play_id"])
    return attempt_id
