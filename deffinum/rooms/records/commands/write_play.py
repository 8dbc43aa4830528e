"""Write for the learner of a play from the platform itself: statements, and what brings them back where they were."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.commands.keep_document import JSON, Caution, Condition, put_document
from deffinum.rooms.records.commands.store_statements import write_statements
from deffinum.rooms.records.models import Play
from deffinum.rooms.records.models.statement_rows import kept_bodies
from deffinum.rooms.records.policies import may_write_play
from deffinum.rooms.records.queries.binding import PLAY_SCOPES, Binding
from deffinum.rooms.records.queries.consents import hold_learner
from deffinum.rooms.records.queries.open_key import key_of_play
from deffinum.rooms.records.queries.play_state import RESUME, state_place
from deffinum.rooms.records.queries.stored_ids import stored_ids
from deffinum.rooms.records.words import KeyScope, Purpose

Json = Any
_log = logging.getLogger("deffinum.records.play")


@command("records.write_play", logged=False)
def write_play(*, play_id: UUID, statements: list[Json], by: Actor, now: datetime) -> list[str]:
    """Store statements (xAPI 1.0.3, each with its id) of the play's learner, on its resource or its parts.

    Returns the ids that are new: a statement whose id is stored already is left as it is, whatever it says, so that
    who makes ids from facts may write them again; one that says something else is logged. All or nothing. An expired
    token matters not: the platform writes.
    Raises Refused, InvalidStatement, OutsideBinding, ConsentWithdrawn, LearnerGone.
    """
    play = Play.objects.select_related("store", "learner").get(pk=play_id)
    may_write_play(by, play.store.organisation_id, play.learner.account_id, now=now).require()
    known = stored_ids(store_id=play.store_id, ids=[UUID(each["id"]) for each in statements])
    fresh = [each for each in statements if UUID(each["id"]) not in known]
    _warn_of_others(play.store_id, [each for each in statements if UUID(each["id"]) in known])
    if not fresh:
        _hold(play)  # what is written asks by itself
        return []
    key = key_of_play(play, PLAY_SCOPES | {KeyScope.DEFINE.value})
    return write_statements(key=key, statements=fresh, parts={}, second=False, by=by, now=now)


def _warn_of_others(store_id: UUID, known: list[Json]) -> None:
    """Two facts under one id: the second is lost, and whoever made the ids must hear of it."""
    bodies = kept_bodies(store_id, [str(UUID(each["id"])) for each in known]) if known else {}
    for each in known:
        if _sense(orjson.loads(bodies[str(UUID(each["id"]))])) != _sense(each):
            _log.error("statement %s was stored saying something else: the new one is not kept", each["id"])


def _sense(statement: Json) -> tuple[Json, ...]:
    """What it says, whenever it was said."""
    return statement["verb"]["id"], statement["object"].get("id"), statement.get("result")


@command("records.keep_play_state", logged=False)
def keep_play_state(
    *, play_id: UUID, value: Json, by: Actor, now: datetime, name: str = RESUME, activity: str | None = None
) -> None:
    """Replace a state document of the play's registration, as JSON. `activity`: the resource (None) or a part of it.

    Raises Refused, OutsideBinding, ConsentWithdrawn.
    """
    play = Play.objects.select_related("store", "learner").get(pk=play_id)
    may_write_play(by, play.store.organisation_id, play.learner.account_id, now=now).require()
    _hold(play)
    Binding.of_play(play).check_activity(activity or play.activity)
    put_document(
        place=state_place(play, name=name, activity=activity),
        content=orjson.dumps(value),
        content_type=JSON,
        condition=Condition(),
        caution=Caution.NEVER,
        by=by,
        now=now,
    )


def _hold(play: Play) -> None:
    hold_learner(learner_id=play.learner_id, purpose=Purpose.TRAINING.value)
