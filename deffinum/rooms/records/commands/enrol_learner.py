"""Give a learner a place in an organisation's store, under a name drawn at random."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Learner, RecordStore
from deffinum.rooms.records.policies import may_enrol
from deffinum.rooms.records.queries.learners import LearnerLine, agent_key_of, learner_line


@command("records.enrol_learner", personal=("label", "account_id"))
def enrol_learner(
    *, organisation_id: UUID, label: str, account_id: UUID | None, by: Actor, now: datetime
) -> LearnerLine:
    """Enrol a person (or someone without an account) once; the second time gives the same learner back.

    Raises Refused. The organisation's store is opened with its first learner.
    """
    may_enrol(by, organisation_id, now=now).require()
    store = RecordStore.of(organisation_id, opened_by_id=by.account_id, now=now)
    if account_id is not None and (known := Learner.objects.filter(store=store, account_id=account_id).first()):
        return learner_line(known)
    name = secrets.token_urlsafe(16)
    learner = Learner.objects.create(
        store=store,
        name=name,
        label=label.strip()[:100],
        account_id=account_id,
        agent_key=agent_key_of(name),
        enrolled_at=now,
    )
    return learner_line(learner)
