"""Keep what a content commits: checked against its data model, and never in place of something newer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.scorm.checking import Problem, check_commit
from deffinum.foundation.scorm.model import DataModel
from deffinum.foundation.scorm.standing import root_of, standing
from deffinum.foundation.scorm.statements import (
    Frame,
    Thing,
    statement_of_course,
    statement_of_ending,
    statement_of_opening,
    statements_of_commit,
)
from deffinum.foundation.scorm.vocabulary import COMPLETED, PASSED
from deffinum.rooms.commons.models import Attempt, ItemState, ResourceVersion
from deffinum.rooms.commons.queries.lock_attempt import lock_attempt
from deffinum.rooms.commons.queries.scorm_data import (
    activity_of,
    items_of,
    kept_values,
    model_of,
    total_milliseconds,
    written_by_content,
)
from deffinum.rooms.records.public import agent_of, write_play

LONGEST_SEQUENCING = 1_000_000
"""Characters; who sends more is refused before this command (`web/content/commits.py`)."""


@dataclass(frozen=True)
class Commit:
    """What a player sends for one item."""

    launch: int
    """Milliseconds since the epoch at which the player was opened."""
    order: int
    """Its rank among what that player sent."""
    values: Mapping[str, Any]
    is_end: bool
    sequencing: str
    """'' when it did not change."""


@dataclass(frozen=True)
class Kept:
    """What became of it. `is_late`: something newer is there, and stays."""

    is_late: bool
    problems: tuple[Problem, ...]


@command("commons.keep_commit", logged=False)
def keep_commit(*, attempt_id: UUID, item: str, commit: Commit, by: Actor, now: datetime) -> Kept | None:
    """Lay what is accepted over what the item had kept, and write what it says of the learner; None when the attempt is
    no longer there. Raises ConsentWithdrawn when the learner refuses that anything is written: nothing is kept.

    Outside the audit chain, like what tools write in the record store (docs/decisions/0009).
    """
    attempt = lock_attempt(attempt_id=attempt_id)
    if attempt is None:
        return None
    state = ItemState.objects.filter(attempt=attempt, item=item).first()
    if state is not None and (commit.launch, commit.order) <= (state.launch, state.order):
        return Kept(is_late=True, problems=())
    model = model_of(attempt.version)
    state = state or ItemState(attempt=attempt, item=item)
    before = state.values
    if commit.launch > state.launch:
        state.earlier_milliseconds = total_milliseconds(model, state)
        before, _entry = kept_values(model, state)
        state.launch = commit.launch
    checked = check_commit(model, written_by_content(model, commit.values), before=before)
    state.values = {**before, **checked.accepted}
    state.order, state.is_ended, state.committed_at = commit.order, commit.is_end, now
    _write_statements(attempt, state, model, before, by, now)
    state.save()
    attempt.latest_at, attempt.current_item = now, item
    place = commit.launch * 1_000_000 + commit.order
    if commit.sequencing and place > attempt.sequencing_order:
        attempt.sequencing, attempt.sequencing_order = commit.sequencing, place
    attempt.save(update_fields=["latest_at", "current_item", "sequencing", "sequencing_order"])
    return Kept(is_late=False, problems=checked.problems)


def _write_statements(
    attempt: Attempt, state: ItemState, model: DataModel, before: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """What the commit says of the learner, by the xAPI SCORM Profile; nothing before the content has set a value."""
    if not state.values:
        return
    version = attempt.version
    title = next((each["title"] for each in items_of(version) if each["identifier"] == state.item), state.item)
    frame = Frame(
        actor=agent_of(attempt.learner.name),
        registration=attempt.pk,
        course=Thing(activity_of(version.pk), {"fr": version.title}),
        sco=Thing(activity_of(version.pk, state.item), {"fr": title}),
        attempt_id=attempt.pk,
        session=state.launch,
        sequence=state.order,
        model=model,
    )
    statements = []
    if state.told_launch != state.launch:
        statements.append(statement_of_opening(frame, resumed=bool(before), now=now))
        state.told_launch = state.launch
    statements += statements_of_commit(frame, before, state.values, now=now)
    statements += [statement_of_course(frame, verb, now=now) for verb in _said_of_course(state, version, model)]
    if state.is_ended:
        statements.append(statement_of_ending(frame, state.values, now=now))
    write_play(play_id=attempt.play_id, statements=statements, by=by, now=now)


def _said_of_course(state: ItemState, version: ResourceVersion, model: DataModel) -> list[str]:
    """What all items together say of the whole, this one as it is now: `completed` once the last of those that tell
    anything is, and then `passed` when each of those that are judged is passed.

    Items that only show something commit nothing, and are not waited for.
    """
    values = dict(ItemState.objects.filter(attempt_id=state.attempt_id).values_list("item", "values"))
    values[state.item] = state.values
    reached = [
        standing(model, values.get(each["identifier"], {}), root_of(model))
        for each in items_of(version)
        if each["is_sco"]
    ]
    if not reached or not all(each.completion or each.success for each in reached):
        return []
    judged = [each.success for each in reached if each.success is not None]
    return [COMPLETED, PASSED] if judged and all(judged) else [COMPLETED]
