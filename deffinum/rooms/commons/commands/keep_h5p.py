"""Keep where an H5P content stands, and write what it says of its learner: checked, bound to the attempt, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.h5p.statements import Event, Frame, NotTaken, statement_of, statements_of_whole
from deffinum.foundation.policies import Actor
from deffinum.rooms.commons.models import Attempt, ItemState, ResourceVersion
from deffinum.rooms.commons.queries.h5p_player import item_of
from deffinum.rooms.commons.queries.lock_attempt import lock_attempt
from deffinum.rooms.commons.queries.scorm_data import activity_of
from deffinum.rooms.records.public import agent_of, write_play

HOUR = timedelta(hours=1)
MOST_EVENTS_AN_HOUR = 2_000
"""Of one attempt, those sent again included: one every two seconds, without a pause."""


class TooManyEvents(DomainError):
    """The content writes faster than anybody learns; nothing of this sending was kept."""

    status = 429


@dataclass(frozen=True)
class Sending:
    """What the player sends. `state`: all that the content keeps, by '<sub-content>/<name>', as JSON texts; None: no
    change. `launch`: milliseconds since the epoch at which the player was opened; `order`: its rank among what it sent.
    """

    launch: int
    order: int
    state: Mapping[str, str] | None
    events: Sequence[Event]


@dataclass(frozen=True)
class KeptH5p:
    """What became of it. `is_late`: a newer state is there, and stays; events alone make no state late. `problems`: by
    the rank of their event.
    """

    is_late: bool
    problems: tuple[tuple[int, str], ...]


@command("commons.keep_h5p", logged=False)
def keep_h5p(*, attempt_id: UUID, sending: Sending, by: Actor, now: datetime) -> KeptH5p | None:
    """Replace the state, if one is sent and no newer one is there, and write the events that were not written yet; None
    when the attempt is no longer there. Raises TooManyEvents, and ConsentWithdrawn: nothing is kept.

    Outside the audit chain, like what tools write in the record store (docs/decisions/0009).
    """
    attempt = lock_attempt(attempt_id=attempt_id)
    if attempt is None:
        return None
    item = item_of(attempt.version)
    row = ItemState.objects.filter(attempt=attempt, item=item).first() or ItemState(attempt=attempt, item=item)
    _count(row, len(sending.events), now)
    is_late = (sending.launch, sending.order) <= (row.launch, row.order)
    if sending.state is not None and not is_late:
        row.launch, row.order, row.values = sending.launch, sending.order, dict(sending.state)
    row.committed_at = now
    row.save()
    problems = _write(attempt, sending, by, now)
    attempt.latest_at, attempt.current_item = now, item
    attempt.save(update_fields=["latest_at", "current_item"])
    return KeptH5p(is_late=is_late, problems=problems)


def _count(row: ItemState, events: int, now: datetime) -> None:
    if row.hour_began_at is None or now - row.hour_began_at >= HOUR:
        row.hour_began_at, row.hour_events = now, 0
    row.hour_events += events
    if row.hour_events > MOST_EVENTS_AN_HOUR:
        raise TooManyEvents(_("Ce contenu écrit trop, et trop vite : la suite sera reprise plus tard."))


def _write(attempt: Attempt, sending: Sending, by: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """One event that is not taken holds none of the others back."""
    frame = _frame(attempt, sending.launch)
    statements: dict[str, dict[str, Any]] = {}
    problems = []
    for event in sending.events:
        try:
            statement = statement_of(frame, event, now=now)
        except NotTaken as refusal:
            problems.append((event.rank, str(refusal)))
            continue
        for each in (statement, *statements_of_whole(frame, statement, now=now)):
            statements.setdefault(each["id"], each)
    if statements:
        write_play(play_id=attempt.play_id, statements=list(statements.values()), by=by, now=now)
    return tuple(problems)


def _frame(attempt: Attempt, opening: int) -> Frame:
    version: ResourceVersion = attempt.version
    return Frame(
        actor=agent_of(attempt.learner.name),
        registration=attempt.pk,
        content=activity_of(version.pk),
        part=lambda part: activity_of(version.pk, part),
        title=version.title,
        language=str(version.outline["language"]),
        libraries=frozenset(
            f"{each['machine_name']}-{each['major']}.{each['minor']}" for each in version.outline["libraries"]
        ),
        opening=opening,
    )
