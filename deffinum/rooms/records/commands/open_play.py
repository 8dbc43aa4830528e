"""Open a resource in a learner's browser: a token of hours that writes for this learner, on this resource."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.checking import is_iri
from deffinum.rooms.records.models import Learner, Play
from deffinum.rooms.records.models.activity_rows import merge_definitions
from deffinum.rooms.records.policies import may_play
from deffinum.rooms.records.queries.consents import ConsentWithdrawn, hold_learner, withdrawn_among
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import digest_of_secret
from deffinum.rooms.records.words import Purpose

LIFE = timedelta(hours=12)
"""Of a token: a day's work with its breaks, so that what a player queued is still taken."""


class WrongPlay(DomainError):
    """The resource is not named by an IRI."""

    status = 422


@dataclass(frozen=True)
class OpenedPlay:
    """What a player is given. `token`: base64 of id:secret, ready for `Authorization: Basic`; seen this once."""

    id: UUID
    token: str
    actor: dict[str, Any]
    registration: UUID
    activity: str
    expires_at: datetime
    is_resumed: bool
    """The learner has been here before in this registration."""


@command("records.open_play", logged=False)
def open_play(
    *,
    learner_id: UUID,
    activity: str,
    definition: Mapping[str, Any],
    by: Actor,
    now: datetime,
    afresh: bool = False,
    registration: UUID | None = None,
) -> OpenedPlay:
    """Open a play of the resource (its IRI) in the registration of the last one, or in a new one when `afresh`.

    `definition`: of the resource as an activity of xAPI (its name by language, its type), which the store keeps.
    `registration`: the one to write in, whatever was before (a path's, for instance). Stands outside the audit chain
    like the statements: the row is its own proof. Raises Refused, WrongPlay, LearnerGone, ConsentWithdrawn.
    """
    hold_learner(learner_id=learner_id, purpose="")
    learner = Learner.objects.select_for_update(no_key=True, of=("self",)).select_related("store").get(pk=learner_id)
    may_play(by, learner.store.organisation_id, learner.account_id, now=now).require()
    if not is_iri(activity) or len(activity) > 1000:
        raise WrongPlay(_("La ressource n’a pas d’adresse valable. Rien n’a été ouvert."), field="activity")
    if withdrawn_among(store_id=learner.store_id, purpose=Purpose.TRAINING.value, agent_keys={learner.agent_key.hex}):
        raise ConsentWithdrawn(
            _("Vous avez retiré votre accord pour le suivi de la formation : rien n’est enregistré ici.")
        )
    last = None if afresh else _last(learner, activity, registration)
    secret = secrets.token_urlsafe(32)
    play = Play.objects.create(
        store=learner.store,
        learner=learner,
        activity=activity,
        registration=registration or (uuid4() if last is None else last.registration),
        secret_hash=digest_of_secret(secret),
        opened_at=now,
        expires_at=now + LIFE,
    )
    merge_definitions(learner.store_id, [{"id": activity, "definition": dict(definition)}])
    return OpenedPlay(
        id=play.pk,
        token=base64.b64encode(f"{play.pk}:{secret}".encode()).decode(),
        actor=agent_of(learner.name),
        registration=play.registration,
        activity=activity,
        expires_at=play.expires_at,
        is_resumed=last is not None,
    )


def _last(learner: Learner, activity: str, registration: UUID | None) -> Play | None:
    """The learner's last opening of the resource, in the registration if one is said."""
    plays = Play.objects.filter(learner=learner, activity=activity)
    return (plays if registration is None else plays.filter(registration=registration)).first()
