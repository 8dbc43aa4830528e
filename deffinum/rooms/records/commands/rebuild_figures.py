"""Make the figures of a store again from its statements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.commands.fold_statements import BATCH, fold_after
from deffinum.rooms.records.models import Attempt, Figure, FoldCursor, Participation


@command("records.rebuild_figures")
def rebuild_figures(*, store_id: UUID, until: datetime, by: Actor, now: datetime) -> int:
    """Forget what was folded and fold everything again, in one transaction: pages show the old figures until then.

    What retention took away stays counted (`Figure.kept`). Returns how many statements were read.
    """
    FoldCursor.objects.bulk_create([FoldCursor(store_id=store_id)], ignore_conflicts=True)
    cursor = FoldCursor.objects.select_for_update().get(store_id=store_id)
    cursor.stored = cursor.statement_id = None
    for each in (Attempt, Participation):
        each.objects.filter(store_id=store_id).delete()
    Figure.objects.filter(store_id=store_id, kept=0).delete()
    Figure.objects.filter(store_id=store_id).update(live=0)
    read = 0
    while folded := fold_after(cursor, until=until, most=BATCH):
        read += folded
    return read
