"""Pass an examination to another state: the move, the stage's clock, the fact. Every gate goes through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deffinum.foundation import events
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.events import StageReached
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Examination


def advance(
    *,
    examination: Examination,
    move: str,
    by: Actor,
    now: datetime,
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> None:
    """Move the examination, restart its clock, publish StageReached. Raises MoveRefused (state, missing reason)."""
    EXAMINATION.move(examination, move, by=by, now=now, reason=reason, evidence=evidence)
    examination.stage_since = now
    examination.save(update_fields=["stage_since"])
    events.publish(
        StageReached(
            examination_id=examination.pk,
            application_id=examination.application_id,
            state=str(examination.state),
            reached_at=now,
        )
    )
