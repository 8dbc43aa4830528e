"""Fold the statements of a store into its figures: once each, in bounded batches, behind those who write."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import FoldCursor
from deffinum.rooms.records.models.attempt_rows import (
    AttemptRow,
    StatementToFold,
    change_figures,
    change_participations,
    instant_of_micro,
    know_subjects,
    read_attempts,
    read_whole_attempts,
    statements_after,
    statements_of_attempt,
    statements_voided_by,
    write_attempts,
)
from deffinum.rooms.records.queries.folding import Batch, Changes, merge, touched

BATCH = 4_000
"""Statements folded in one transaction."""

Rows = dict[tuple[str, str, str, str], AttemptRow]


@command("records.fold_statements", logged=False)
def fold_statements(*, store_id: UUID, until: datetime, by: Actor, now: datetime) -> int:
    """Fold the next batch of what was stored before `until`; returns how many statements were read (0: none is left).

    The cursor moves in the same transaction: a batch that is cut short is folded again from nothing. Two workers never
    fold the same store: the second finds its cursor taken, and returns 0. Stands outside the audit chain, as what it
    writes can be made again from the statements.
    """
    FoldCursor.objects.bulk_create([FoldCursor(store_id=store_id)], ignore_conflicts=True)
    cursor = FoldCursor.objects.select_for_update(skip_locked=True).filter(store_id=store_id).first()
    return 0 if cursor is None else fold_after(cursor, until=until, most=BATCH)


def fold_after(cursor: FoldCursor, *, until: datetime, most: int) -> int:
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
    before = read_attempts(store_id=cursor.store_id, keys=fresh)
    keep_attempts(cursor.store_id, before, _merged(before, fresh))
    if dirty:
        _read_again(cursor.store_id, dirty, last)
    know_subjects(store_id=cursor.store_id, subjects=batch.subjects)
    cursor.stored, cursor.statement_id = instant_of_micro(last.stored), UUID(last.id)
    cursor.save(update_fields=["stored", "statement_id"])
    return len(statements)


def _attempts_voided_in(store_id: UUID, statements: list[StatementToFold]) -> set[tuple[str, str, str]]:
    """The attempts of which a statement is voided by one of these."""
    sources = [each.id for each in statements if each.voids]
    if not sources:
        return set()
    found = (touched(each) for each in statements_voided_by(store_id=store_id, sources=sources))
    return {each for each in found if each is not None}


def _read_again(store_id: UUID, dirty: set[tuple[str, str, str]], last: StatementToFold) -> None:
    """Fold whole attempts from their statements, up to the last one of the batch."""
    after: Rows = {}
    for learner, registration in {(each[1], each[2]) for each in dirty}:
        batch = Batch()
        for each in statements_of_attempt(store_id=store_id, learner=learner, registration=registration, last=last):
            batch.add(each)
        after |= {key: row for key, row in batch.rows.items() if (key[0], key[2], key[3]) in dirty}
    keep_attempts(store_id, read_whole_attempts(store_id=store_id, keys=dirty), after)


def _merged(before: Rows, fresh: Rows) -> Rows:
    """What the rows are with what is new: `before` is left as it was."""
    for key, row in fresh.items():
        known = before.get(key)
        if known is not None:
            merge(row, known)
    return fresh


def keep_attempts(store_id: UUID, before: Rows, after: Rows, *, kept: bool = False) -> None:
    """Write the rows, and what they change of the counts. `kept`: what goes stays counted apart."""
    changes = Changes()
    for key in before.keys() | after.keys():
        changes.replace(before.get(key), after.get(key))
    write_attempts(store_id=store_id, rows=list(after.values()), gone=before.keys() - after.keys())
    changes.count_learners(change_participations(store_id=store_id, changes=changes.participations))
    change_figures(store_id=store_id, live=changes.figures, kept=kept)
