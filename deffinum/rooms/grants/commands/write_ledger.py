"""Write one row of the ledger: the only place that does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.grants.models import LedgerEntry
from deffinum.rooms.grants.words import LedgerKind

LEDGER_LOCK = 6_928_135
"""Key of the advisory lock that orders the ledger's rows (until the end of the transaction)."""


@dataclass(frozen=True)
class LedgerRow:
    """What to write. Amounts are in cents and positive, but for a reversal (the opposite of what it cancels)."""

    award_id: uuid.UUID
    kind: LedgerKind
    amount: Money
    value_on: date
    idempotency_key: str
    tranche_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    reverses_id: uuid.UUID | None = None
    reason: str = ""


@command("grants.write_ledger")
def write_ledger(*, row: LedgerRow, by: Actor, now: datetime) -> LedgerEntry:
    """Append the row; the same idempotency key gives back the row already written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
    known = LedgerEntry.objects.filter(idempotency_key=row.idempotency_key).first()
    if known is not None:
        return known
    last = LedgerEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    return LedgerEntry.objects.create(
        sequence=last + 1,
        award_id=row.award_id,
        tranche_id=row.tranche_id,
        organisation_id=row.organisation_id,
        kind=row.kind,
        amount_cents=row.amount.cents,
        reverses_id=row.reverses_id,
        value_on=row.value_on,
        reason=row.reason,
        idempotency_key=row.idempotency_key,
        entered_by=by.account_id,
        entered_at=now,
    )
