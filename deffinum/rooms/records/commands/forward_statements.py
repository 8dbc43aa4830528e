"""One turn of a forwarding: one worker takes it, and writes down how far it came. Nothing is sent in here.

Sending takes seconds, and a transaction that waits that long would hold back everything that reads the store in order
(`queries.find_statements.consistent_through`): a claim with an end stands for the lock between the two commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from deffinum.foundation.commands import command
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.sending import Outcome, Trouble
from deffinum.rooms.records.events import ForwardingHeld
from deffinum.rooms.records.lifecycle import FORWARDING
from deffinum.rooms.records.models import Forwarding, RefusedStatement
from deffinum.rooms.records.queries.find_statements import Cursor
from deffinum.rooms.records.queries.forwardings import LONGEST_WAIT, wait_after
from deffinum.rooms.records.queries.statements_to_forward import SentAgain

CLAIM = timedelta(minutes=3)
"""Longer than a turn and its last request may take."""
MOST_FAILURES = 20
"""In a row, before it is paused: a little more than three days."""
MOST_REFUSED = 20
"""Statements in a row, before it is paused: then it is not the statements."""
_ABOUT_ONE = frozenset({"failing", "strange", "too_slow", "broken"})
"""Troubles that a request may meet for what it holds, when the store is well."""
_HELD_AT_ONCE = frozenset({"refuses_all", "secret_lost"})


@dataclass(frozen=True)
class Claimed:
    """The forwarding as it stood, and what proves that this worker has it."""

    forwarding: Forwarding
    claim: UUID


@command("records.claim_forwarding", logged=False)
def claim_forwarding(*, forwarding_id: UUID, by: Actor, now: datetime) -> Claimed | None:
    """Take the forwarding for this worker, when it runs, is due and nobody else has it."""
    found = (
        Forwarding.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now), pk=forwarding_id)
        .filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now), state="running")
        .first()
    )
    if found is None:
        return None
    found.claim, found.claimed_until = uuid4(), now + CLAIM
    found.save(update_fields=["claim", "claimed_until"])
    return Claimed(found, found.claim)


@command("records.settle_forwarding", logged=False)
def settle_forwarding(
    *, claimed: Claimed, outcome: Outcome, place: Cursor | None, withheld: int, by: Actor, now: datetime
) -> bool:
    """Move the cursor past what is settled, note what was refused and what went wrong, give the forwarding back.

    `place`: of the last statement settled (None: none was). False, and nothing written, when the claim was over and
    another worker took the forwarding meanwhile: what was sent twice has the same ids.
    """
    row = Forwarding.objects.select_for_update(no_key=True).get(pk=claimed.forwarding.pk)
    if row.claim != claimed.claim:
        return False
    row.claim = row.claimed_until = None
    if place is not None:
        row.after_stored, row.after_id = place.stored, place.id
    row.withheld += withheld
    if outcome.taken:
        row.sent += outcome.taken
        row.first_sent_at, row.last_sent_at = row.first_sent_at or now, now
    row.refused_in_a_row = outcome.refused_in_a_row
    RefusedStatement.objects.bulk_create(
        [
            RefusedStatement(
                forwarding=row,
                statement_id=each.statement_id,
                status=each.status,
                sentence=each.sentence,
                refused_at=now,
            )
            for each in outcome.refusals
        ],
        ignore_conflicts=True,
    )
    _finish(row, outcome.trouble, has_moved=place is not None, by=by, now=now)
    return True


@command("records.settle_refused_again", logged=False)
def settle_refused_again(*, claimed: Claimed, again: SentAgain, outcome: Outcome, by: Actor, now: datetime) -> bool:
    """Write down what became of refused statements that somebody asked to send again, and give the forwarding back.

    Those that are taken are refused no more; those that are not wait to be asked for again, and so does the one that
    met a trouble of its own (they go one by one): whether the store is well, the statements that are new will tell.
    False when the turn is over: after another trouble, or, with nothing written, as for `settle_forwarding`.
    """
    row = Forwarding.objects.select_for_update(no_key=True).get(pk=claimed.forwarding.pk)
    if row.claim != claimed.claim:
        return False
    row.claim = row.claimed_until = None
    refused = {each.statement_id: each for each in outcome.refusals}
    settled = [each.id for each in again.statements[: outcome.settled]]
    rows = RefusedStatement.objects.filter(forwarding=row)
    rows.filter(statement_id__in=[*again.gone, *(each for each in settled if each not in refused)]).delete()
    rows.filter(statement_id__in=again.withheld).update(again_at=None)
    for each in refused.values():
        rows.filter(statement_id=each.statement_id).update(
            status=each.status, sentence=each.sentence, refused_at=now, again_at=None
        )
    if outcome.taken:
        row.sent += outcome.taken
        row.first_sent_at, row.last_sent_at = row.first_sent_at or now, now
    if outcome.trouble is not None and outcome.trouble.code in _ABOUT_ONE:
        answer = outcome.trouble
        told = {"status": answer.status, "sentence": answer.sentence, "refused_at": now} if answer.status else {}
        rows.filter(statement_id=again.statements[outcome.settled].id).update(again_at=None, **told)
        if answer.code != "too_slow":  # the time is over anyhow
            row.save()
            return True
    _finish(row, outcome.trouble, has_moved=outcome.settled > 0, by=by, now=now)
    return outcome.trouble is None


def _finish(row: Forwarding, trouble: Trouble | None, *, has_moved: bool, by: Actor, now: datetime) -> None:
    """Keep the row; hold the forwarding when this was one failure too many, and let its people know."""
    _note_trouble(row, trouble, has_moved=has_moved, now=now)
    row.save()
    if trouble is not None and row.state == "running" and _is_enough(row, trouble):
        FORWARDING.move(row, "hold", by=by, now=now, evidence={"trouble": row.trouble, "failures": row.failures})
        publish(ForwardingHeld(row.pk, now))


def _note_trouble(row: Forwarding, trouble: Trouble | None, *, has_moved: bool, now: datetime) -> None:
    if trouble is None:
        row.failures, row.trouble, row.trouble_status, row.trouble_sentence = 0, "", 0, ""
        row.trouble_at = row.next_attempt_at = None
        return
    row.failures = 1 if has_moved else row.failures + 1
    row.trouble, row.trouble_status, row.trouble_sentence = trouble.code, trouble.status, trouble.sentence
    row.trouble_at = now
    asked = min(timedelta(seconds=trouble.retry_after), LONGEST_WAIT)
    row.next_attempt_at = now + max(wait_after(row.failures), asked)


def _is_enough(row: Forwarding, trouble: Trouble) -> bool:
    return row.failures >= MOST_FAILURES or trouble.code in _HELD_AT_ONCE
