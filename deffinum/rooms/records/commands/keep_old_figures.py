"""Let the attempts whose statements are gone go as well: what they counted for stays counted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.rooms.records.commands.fold_statements import keep_attempts
from deffinum.rooms.records.models import FoldCursor
from deffinum.rooms.records.models.attempt_rows import attempts_before, read_whole_attempts
from deffinum.rooms.records.queries.fold_state import oldest_stored

BATCH = 500
"""Attempts read at once."""


def keep_old_figures(*, store_id: UUID, before: datetime) -> int:
    """Inside the caller's transaction, after it deleted statements stored before the instant: returns how many went.

    An attempt goes when its newest statement has gone. Its learner's key goes with it; each count that it was part of
    moves from what stands to what is kept, so that a rebuild does not lose it.
    """
    FoldCursor.objects.select_for_update().filter(store_id=store_id).first()
    oldest = oldest_stored(store_id=store_id)
    border = before if oldest is None else min(before, oldest)
    gone = 0
    while keys := attempts_before(store_id=store_id, before=border, most=BATCH):
        keep_attempts(store_id, read_whole_attempts(store_id=store_id, keys=keys), {}, kept=True)
        gone += len(keys)
    return gone
