"""Work that comes back."""

from __future__ import annotations

import logging
from contextlib import suppress
from time import monotonic
from uuid import UUID

from django.utils import timezone

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import defer_once, job, periodic_job
from deffinum.foundation.outgoing.destinations import ForbiddenDestination, read_destination
from deffinum.foundation.outgoing.failures import FailureKind
from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.sealing import SealBroken, unseal
from deffinum.foundation.xapi.sending import Outcome, Receiver, Trouble, send_statements
from deffinum.rooms.records.commands.abandon_session import SessionOver, abandon_session
from deffinum.rooms.records.commands.apply_retention import forget_old_documents, forget_old_statements
from deffinum.rooms.records.commands.fold_statements import fold_statements
from deffinum.rooms.records.commands.forward_statements import MOST_REFUSED, claim_forwarding, settle_forwarding
from deffinum.rooms.records.commands.open_forwarding import SECRET_PURPOSE
from deffinum.rooms.records.commands.prepare_months import prepare_months
from deffinum.rooms.records.models import Forwarding
from deffinum.rooms.records.queries.find_statements import consistent_through
from deffinum.rooms.records.queries.fold_state import stores_to_fold
from deffinum.rooms.records.queries.forwardings import due_forwardings
from deffinum.rooms.records.queries.left_sessions import sessions_past_their_day
from deffinum.rooms.records.queries.retention import ends_of_retention, has_older, has_older_documents
from deffinum.rooms.records.queries.statements_to_forward import ForwardingBatch, statements_to_forward

log = logging.getLogger(__name__)
TURN_SECONDS = 20.0
"""After which a turn begins no other request: other jobs wait behind it."""
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
    """Say of sessions whose day is over, by the clock of their launch, that they were abandoned."""
    now = database_now()
    for session_id in sessions_past_their_day(now=now, most=MOST_SESSIONS):
        with suppress(SessionOver):
            abandon_session(session_id=session_id, by=PLATFORM, now=now)


@periodic_job("records.forward_statements", cron="* * * * *")
def forward_statements(timestamp: int) -> None:
    """Give each forwarding that has something to send a turn of its own, so that a slow store delays itself first."""
    for forwarding_id in due_forwardings(now=timezone.now()):
        defer_once(forward_store, f"records.forwarding:{forwarding_id}", forwarding_id=str(forwarding_id))


@job("records.forward_store")
def forward_store(forwarding_id: str) -> None:
    """One turn: batches one after the other, until there is nothing left, something goes wrong or time is over."""
    until = monotonic() + TURN_SECONDS
    while monotonic() < until:
        claimed = claim_forwarding(forwarding_id=UUID(forwarding_id), by=PLATFORM, now=timezone.now())
        if claimed is None:
            return
        batch = statements_to_forward(forwarding=claimed.forwarding)
        outcome = _send(claimed.forwarding, batch, until)
        place, withheld = batch.settled_up_to(outcome.settled)
        settle_forwarding(
            claimed=claimed, outcome=outcome, place=place, withheld=withheld, by=PLATFORM, now=timezone.now()
        )
        if batch.is_last or outcome.trouble is not None:
            return


def _send(forwarding: Forwarding, batch: ForwardingBatch, until: float) -> Outcome:
    """What became of the batch; an address or a secret that is not usable any more is a trouble like another."""
    before = forwarding.refused_in_a_row
    try:
        receiver = Receiver(
            endpoint=read_destination(forwarding.endpoint),
            key=forwarding.key,
            secret=unseal(forwarding.sealed_secret, purpose=SECRET_PURPOSE),
            version=forwarding.version,
        )
    except SealBroken:
        return Outcome(refused_in_a_row=before, trouble=Trouble("secret_lost"))
    except ForbiddenDestination:
        return Outcome(refused_in_a_row=before, trouble=Trouble(FailureKind.FORBIDDEN.value))
    return send_statements(receiver, batch.statements, refused_in_a_row=before, most_refused=MOST_REFUSED, until=until)


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
        except Exception as problem:  # noqa: BLE001 - whatever one store holds, the others go on
            log.error("The figures of store %s stand still: %s", store_id, type(problem).__name__)  # noqa: TRY400 - a trace quotes statements
