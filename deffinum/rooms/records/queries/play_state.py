"""What brings a learner back where they were in a resource: a state document of xAPI, which any tool finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.records.models import Play
from deffinum.rooms.records.queries.binding import open_play_token
from deffinum.rooms.records.queries.documents import DocumentPlace, document
from deffinum.rooms.records.queries.learners import agent_of
from deffinum.rooms.records.queries.open_key import digest_of_secret, key_of_play
from deffinum.rooms.records.words import DocumentKind

RESUME = "resume"
"""The `stateId` of the document by which players resume."""


@dataclass(frozen=True)
class HeldPlay:
    """A play known by its token. `by`: the token as the one who acts."""

    id: UUID
    learner_id: UUID
    actor: dict[str, Any]
    registration: UUID
    activity: str
    expires_at: datetime
    by: Actor


def play_of_token(*, play_id: UUID, secret: str, now: datetime) -> HeldPlay | None:
    """The play in force that this pair opens (a token is base64 of play_id:secret), or None."""
    found = open_play_token(token_id=play_id, digest=digest_of_secret(secret), now=now)
    if found is None:
        return None
    return HeldPlay(
        id=found.pk,
        learner_id=found.learner_id,
        actor=agent_of(found.learner.name),
        registration=found.registration,
        activity=found.activity,
        expires_at=found.expires_at,
        by=key_of_play(found).actor,
    )


def has_played(*, learner_id: UUID, activity: str, registration: UUID) -> bool:
    """Did the learner open this resource in this registration before?"""
    return Play.objects.filter(learner_id=learner_id, activity=activity, registration=registration).exists()


def play_state(*, play_id: UUID, name: str = RESUME, activity: str | None = None) -> Any:
    """The JSON of a state document of the play's registration; None when there is none, or when it is no JSON.

    `activity`: the resource when None, or a part of it.
    """
    play = Play.objects.select_related("learner").get(pk=play_id)
    found = document(place=state_place(play, name=name, activity=activity))
    if found is None:
        return None
    try:
        return orjson.loads(found.content)
    except orjson.JSONDecodeError:
        return None


def state_place(play: Play, *, name: str, activity: str | None) -> DocumentPlace:
    """Where the document stands (the play's learner is loaded with it)."""
    return DocumentPlace(
        store_id=play.store_id,
        kind=DocumentKind.STATE,
        activity_key=activity_key(activity or play.activity),
        agent_key=play.learner.agent_key,
        registration=play.registration,
        name=name,
    )
