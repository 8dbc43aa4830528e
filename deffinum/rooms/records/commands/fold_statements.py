"""Fold the statements of a store into its figures: once each, in bounded batches, behind those who write; or again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Attempt, DailyFigure, Figure, FoldCursor, Participation
from deffinum.rooms.records.models.attempt_rows import (
    AttemptRow,
    StatementToFold,
    StepKey,
    attempts_before,
    instant_of_micro,
    read_attempts,
    read_whole_attempts,
    statements_after,
    statements_of_attempt,
    statements_voided_by,
    write_attempts,
)
from deffinum.rooms.records.models.figure_rows import (
    change_figures,
    change_participations,
    know_subjects,
    note_every_resource,
)
from deffinum.rooms.records.queries.fold_state import has_kept, oldest_stored, zone_of_store
from deffinum.rooms.records.queries.folding import Batch, Changes, judge, merge, touched

BATCH = 4_000
"""Statements folded in one transaction."""
KEPT_AT_ONCE = 500
"""Attempts read at once when they go."""

Rows = dict[tuple[str, str, str, str], AttemptRow]


@command("records.fold_statements", logged=False)
def fold_statements(*, store_id: UUID, until: datetime, by: Actor, now: datetime) -> int:
    """Fold the next batch of what was stored before `until`; returns how many statements were read (0: none is left).

    The cursor moves in the same transaction: a batch that is cut short is folded again from nothing. Two workers never
    fold the same store: the second finds its cursor taken, and returns 0. Stands outside the audit chain, as what it
    writes can be made again from the statements. Days stay on the clocks of the first batch, wherever the organisation
    moves: told anew, a learner of whom retention took a part would count twice. `rebuild_figures` takes the new clocks
    where retention took none.
    """
    FoldCursor.objects.bulk_create([FoldCursor(store_id=store_id)], ignore_conflicts=True)
    cursor = FoldCursor.objects.select_for_update(no_key=True, skip_locked=True).filter(store_id=store_id).first()
    if cursor is None:
        return 0
    cursor.zone = cursor.zone or zone_of_store(store_id=store_id)
    return _fold_after(cursor, until=until, most=BATCH)


@command("records.rebuild_figures")
def rebuild_figures(*, store_id: UUID, until: datetime, by: Actor, now: datetime) -> int:
    """Forget what was folded and fold everything again, in one transaction: pages show the old figures until then.

    What retention took away stays counted (`Figure.kept`), on the clocks that it was counted on; where it took nothing,
    days are told on those that the organisation has now. Returns how many statements were read.
    """
    FoldCursor.objects.bulk_create([FoldCursor(store_id=store_id)], ignore_conflicts=True)
    cursor = FoldCursor.objects.select_for_update(no_key=True).get(store_id=store_id)
    _forget(cursor)
    if not cursor.zone or not has_kept(store_id=store_id):
        cursor.zone = zone_of_store(store_id=store_id)
    read = 0
    while folded := _fold_after(cursor, until=until, most=BATCH):
        read += folded
    return read


@command("records.keep_old_figures")
def keep_old_figures(*, store_id: UUID, before: datetime, by: Actor, now: datetime) -> int:
    """After the statements stored before the instant were deleted, let the attempts that they made go as well.

    An attempt goes when its newest statement has gone. Its learner's key goes with it; each count that it was part of
    moves from what stands to what is kept, so that a rebuild does not lose it. Returns how many attempts went.
    """
    cursor = FoldCursor.objects.select_for_update(no_key=True).filter(store_id=store_id).first()
    oldest = oldest_stored(store_id=store_id)
    border = before if oldest is None else min(before, oldest)
    gone = 0
    zone = cursor.zone if cursor is not None and cursor.zone else zone_of_store(store_id=store_id)
    while keys := set(attempts_before(store_id=store_id, before=border, most=KEPT_AT_ONCE)):
        held = read_whole_attempts(store_id=store_id, keys={(each[0], each[1]) for each in keys})
        left = {key: row for key, row in held.items() if (key[0], key[2], key[3]) not in keys}
        _keep(store_id, zone, held, left, written={}, kept=True)
        gone += len(keys)
    return gone


def _forget(cursor: FoldCursor) -> None:
    """As if nothing had been folded, but for what retention keeps. Groups stay as they are until they are cut again."""
    note_every_resource(store_id=cursor.store_id)
    for each in (Attempt, Participation):
        each.objects.filter(store_id=cursor.store_id).delete()
    for counts in (Figure, DailyFigure):
        counts.objects.filter(store_id=cursor.store_id, kept=0).delete()
        counts.objects.filter(store_id=cursor.store_id).update(live=0)
    cursor.stored = cursor.statement_id = None


def _fold_after(cursor: FoldCursor, *, until: datetime, most: int) -> int:
    """The same from a cursor that the caller holds."""
    statements = statements_after(
        store_id=cursor.store_id, stored=cursor.stored, statement_id=cursor.statement_id, until=until, most=most
    )
    if not statements:
        return 0
    last = statements[-1]
    dirty = _attempts_voided_in(cursor.store_id, statements)
    batch = Batch()
    for each in statements:
        batch.add(each)
    fresh = {key: row for key, row in batch.rows.items() if (key[0], key[2], key[3]) not in dirty}
    before = read_attempts(store_id=cursor.store_id, keys={key[:3] for key in fresh})
    fresh = _merged(before, fresh)
    _keep(cursor.store_id, cursor.zone, before, before | fresh, written=fresh)
    if dirty:
        _read_again(cursor, dirty, last)
    know_subjects(store_id=cursor.store_id, subjects=batch.subjects)
    cursor.stored, cursor.statement_id = instant_of_micro(last.stored), UUID(last.id)
    cursor.save(update_fields=["stored", "statement_id", "zone"])
    return len(statements)


def _attempts_voided_in(store_id: UUID, statements: list[StatementToFold]) -> set[tuple[str, str, str]]:
    """The attempts of which a statement is voided by one of these."""
    sources = [each.id for each in statements if each.voids]
    if not sources:
        return set()
    found = (touched(each) for each in statements_voided_by(store_id=store_id, sources=sources))
    return {each for each in found if each is not None}


def _read_again(cursor: FoldCursor, dirty: set[tuple[str, str, str]], last: StatementToFold) -> None:
    """Fold whole attempts from their statements, up to the last one of the batch."""
    again: Rows = {}
    for learner, registration in {(each[1], each[2]) for each in dirty}:
        batch = Batch()
        for each in statements_of_attempt(
            store_id=cursor.store_id, learner=learner, registration=registration, last=last
        ):
            batch.add(each)
        again |= {key: row for key, row in batch.rows.items() if (key[0], key[2], key[3]) in dirty}
    before = read_whole_attempts(store_id=cursor.store_id, keys={(each[0], each[1]) for each in dirty})
    others = {key: row for key, row in before.items() if (key[0], key[2], key[3]) not in dirty}
    _keep(cursor.store_id, cursor.zone, before, others | again, written=again)


def _merged(before: Rows, fresh: Rows) -> Rows:
    """What the rows are with what is new: `before` is left as it was."""
    for key, row in fresh.items():
        known = before.get(key)
        if known is not None:
            merge(row, known)
    return fresh


def _keep(store_id: UUID, zone: str, before: Rows, after: Rows, *, written: Rows, kept: bool = False) -> None:
    """Write the rows that are new or changed, and what they change of the counts.

    `before` and `after` hold every registration of a learner at a resource or step. `kept`: what goes stays counted
    apart.
    """
    for row in written.values():
        judge(row)
    changes, was, now = Changes(zone), _by_learner(before), _by_learner(after)
    for key in was.keys() | now.keys():
        changes.replace(key, was.get(key, ()), now.get(key, ()))
    write_attempts(store_id=store_id, rows=list(written.values()), gone=before.keys() - after.keys())
    changes.count_learners(change_participations(store_id=store_id, changes=changes.participations))
    change_figures(store_id=store_id, figures=changes.figures, days=changes.days, kept=kept)


def _by_learner(rows: Rows) -> dict[StepKey, list[AttemptRow]]:
    """The rows of each learner at each resource and step, whatever their registration."""
    found: dict[StepKey, list[AttemptRow]] = {}
    for key, row in rows.items():
        found.setdefault(key[:3], []).append(row)
    return found
