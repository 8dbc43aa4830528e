"""Commit an aid again, when its commitment was cancelled in the ledger."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.commands.write_ledger import LedgerRow, write_ledger
from deffinum.rooms.grants.models import Agreement, LedgerEntry
from deffinum.rooms.grants.policies import may_record_commitment
from deffinum.rooms.grants.queries.balance import left_to_commit
from deffinum.rooms.grants.words import LedgerKind


class CommitmentRefused(DomainError):
    """No reason is given."""

    status: ClassVar[int] = 422


@command("grants.record_commitment")
def record_commitment(*, agreement_id: uuid.UUID, value_on: date, reason: str, by: Actor, now: datetime) -> LedgerEntry:
    """Write what the award lacks, never more: its aid less what is committed. The last signature wrote the first one.

    The agreement's row is locked: a second click finds nothing left. Raises Refused, CommitmentRefused.
    """
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    missing = left_to_commit(agreement.award)
    may_record_commitment(by, agreement, missing=missing, now=now).require()
    if not reason.strip():
        raise CommitmentRefused(
            _("Indiquez le motif de ce nouvel engagement : il reste dans le grand livre. Rien n’a été écrit."),
            field="reason",
        )
    rank = LedgerEntry.objects.filter(award_id=agreement.award_id, kind=LedgerKind.COMMITMENT).count() + 1
    return write_ledger(
        row=LedgerRow(
            award_id=agreement.award_id,
            kind=LedgerKind.COMMITMENT,
            amount=missing,
            value_on=value_on,
            idempotency_key=f"commitment:{agreement.pk}:{rank}",
            reason=reason,
        ),
        by=by,
        now=now,
    )
