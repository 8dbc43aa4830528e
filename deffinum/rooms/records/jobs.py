"""Work that comes back."""

from __future__ import annotations

import logging
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import defer_once, job, periodic_job
from deffinum.foundation.outgoing.destinations import ForbiddenDestination, read_destination
from deffinum.foundation.outgoing.failures import FailureKind
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.sealing import SealBroken, unseal
from deffinum.foundation.xapi.sending import Outcome, Receiver, StatementToSend, Trouble, send_statements
from deffinum.rooms.records.commands.abandon_session import SessionOver, abandon_session
from deffinum.rooms.records.commands.apply_retention import forget_old_documents, forget_old_statements
from deffinum.rooms.records.commands.cut_groups import cut_groups
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.commands.forward_statements import (
    MOST_REFUSED,
    claim_forwarding,
    settle_forwarding,
    settle_refused_again,
)
from deffinum.rooms.records.commands.open_forwarding import SECRET_PURPOSE
from deffinum.rooms.records.commands.prepare_months import prepare_months
from deffinum.rooms.records.models import Forwarding
from deffinum.rooms.records.queries.consents import LearnerGone
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.fold_state import stores_to_fold
from deffinum.rooms.records.queries.forwardings import due_forwardings
from deffinum.rooms.records.queries.left_sessions import sessions_past_their_day
from deffinum.rooms.records.queries.retention import ends_of_retention, has_older, has_older_documents
from deffinum.rooms.records.queries.statements_to_forward import refused_to_send_again, statements_to_forward

log = logging.getLogger(__name__)
TURN_SECONDS = 5.0
"""Of a turn and of its requests together: other forwardings, and other jobs, wait behind it."""
PATIENT_TURN_SECONDS = 30.0
"""For a store that answers not even one statement in time: its turns are by then more than an hour apart."""
_PATIENT_AFTER = 7
"""Failures in a row; a batch is one statement then."""
MOST_SESSIONS = 1_000
"""Closed in one turn; the next hour takes the others."""


@periodic_job("records.apply_retention", cron="10 4 * * *")
def apply_retention(timestamp: int) -> None:
    """Delete what is older than each store's longest rule. By the real clock, as statements are dated: the sample clock
    never deletes any.
    """
    now = timezone.now()
    for each in ends_of_retention(now=now):
        while has_older(store_id=each.store_id, before=each.before):
            forget_old_statements(store_id=each.store_id, before=each.before, by=PLATFORM, now=now)
        while has_older_documents(store_id=each.store_id, before=each.before):
            forget_old_documents(store_id=each.store_id, before=each.before, by=PLATFORM, now=now)


@periodic_job("records.prepare_months", cron="5 1 * * *")
def make_months(timestamp: int) -> None:
    """Give each of the next three months of statements a table of its own."""
    prepare_months(by=PLATFORM, now=timezone.now())


@periodic_job("records.abandon_left_sessions", cron="20 * * * *")
def abandon_left_sessions(timestamp: int) -> None:
    """Say of sessions whose day is over, by the clock of their launch, that they were abandoned.

    Those that ended or whose learner was erased meanwhile need nothing; one that cannot be closed is logged, and holds
    up no other. The log has no words of the failure: they may quote a statement.
    """
    now = database_now()
    for session_id in sessions_past_their_day(now=now, most=MOST_SESSIONS):
        try:
            with suppress(SessionOver, ObjectDoesNotExist, LearnerGone):
                abandon_session(session_id=session_id, by=PLATFORM, now=now)
        except Exception as problem:  # noqa: BLE001 - whatever one session holds, the others go on
            log.error("The session %s stays open: %s", session_id, type(problem).__name__)  # noqa: TRY400 - a trace quotes statements


@periodic_job("records.forward_statements", cron="* * * * *")
def forward_statements(timestamp: int) -> None:
    """Give each forwarding that has something to send a turn of its own, so that a slow store delays itself first."""
    for forwarding_id in due_forwardings(now=timezone.now()):
        defer_once(forward_store, f"records.forwarding:{forwarding_id}", forwarding_id=str(forwarding_id))


@job("records.forward_store")
def forward_store(forwarding_id: str) -> None:
    """One turn: batches one after the other, until there is nothing left, something goes wrong or time is over.

    What was refused and is asked for again goes first, until one of it fails: what is new waits for none of it.
    """
    begun, until, is_first, goes_again = monotonic(), None, True, True
    while until is None or monotonic() < until:
        claimed = claim_forwarding(forwarding_id=UUID(forwarding_id), by=PLATFORM, now=timezone.now())
        if claimed is None:
            return
        until = until or begun + _seconds_of_turn(claimed.forwarding)
        again = refused_to_send_again(forwarding=claimed.forwarding)
        if goes_again and not again.is_empty:
            outcome = _send_again(claimed.forwarding, again.statements, until, is_first=is_first)
            if not settle_refused_again(claimed=claimed, again=again, outcome=outcome, by=PLATFORM, now=timezone.now()):
                return
            is_first, goes_again = is_first and not again.statements, outcome.trouble is None
            continue
        batch = statements_to_forward(forwarding=claimed.forwarding)
        before = claimed.forwarding.refused_in_a_row
        words = {"most_refused": MOST_REFUSED, "refused_in_a_row": before, "is_first": is_first}
        outcome = _send(claimed.forwarding, batch.statements, until, **words)
        is_first = is_first and not batch.statements
        place, withheld = batch.settled_up_to(outcome.settled)
        settle_forwarding(
            claimed=claimed, outcome=outcome, place=place, withheld=withheld, by=PLATFORM, now=timezone.now()
        )
        if batch.is_last or outcome.trouble is not None:
            return


def _seconds_of_turn(forwarding: Forwarding) -> float:
    is_slow = forwarding.trouble == FailureKind.TOO_SLOW.value and forwarding.failures >= _PATIENT_AFTER
    return PATIENT_TURN_SECONDS if is_slow else TURN_SECONDS


def _send_again(forwarding: Forwarding, statements: list[StatementToSend], until: float, *, is_first: bool) -> Outcome:
    """One by one, so that what goes wrong is known to be about one statement; however many are refused once more."""
    most = len(statements) + 1
    return _send(forwarding, statements, until, most_refused=most, refused_in_a_row=0, is_first=is_first, alone=True)


def _send(
    forwarding: Forwarding, statements: list[StatementToSend], until: float, *, refused_in_a_row: int, **words: Any
) -> Outcome:
    """What became of them; an address or a secret that is not usable any more is a trouble like another."""
    try:
        receiver = Receiver(
            endpoint=read_destination(forwarding.endpoint),
            key=forwarding.key,
            secret=unseal(forwarding.sealed_secret, purpose=SECRET_PURPOSE),
            version=forwarding.version,
        )
    except SealBroken:
        return Outcome(refused_in_a_row=refused_in_a_row, trouble=Trouble("secret_lost"))
    except ForbiddenDestination:
        return Outcome(refused_in_a_row=refused_in_a_row, trouble=Trouble(FailureKind.FORBIDDEN.value))
    return send_statements(receiver, statements, refused_in_a_row=refused_in_a_row, until=until, **words)


@periodic_job("records.fold_statements", cron="* * * * *")
def fold_new_statements(timestamp: int) -> None:
    """Bring the figures of every store up to what can no longer change, a bounded batch a transaction.

    A store that cannot be folded is logged, and holds up no other. The log has no words of the failure: they may quote
    a statement.
    """
    until, now = consistent_through(), timezone.now()
    for store_id in stores_to_fold():
        try:
            while fold_statements(store_id=store_id, until=until, by=PLATFORM, now=now):
                pass
            while cut_groups(store_id=store_id, by=PLATFORM, now=now):
                pass
        except Exception as problem:  # noqa: BLE001 - whatever one store holds, the others go on
            log.error("The figures of store %s stand still: %s", store_id, type(problem).__name__)  # noqa: TRY400 - a trace quotes statements
