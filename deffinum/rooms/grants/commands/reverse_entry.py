"""Cancel a row of the ledger by a row of opposite amount."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.write_ledger import LedgerRow, write_ledger
from deffinum.rooms.grants.models import LedgerEntry, Tranche
from deffinum.rooms.grants.policies import may_reverse
from deffinum.rooms.grants.queries.balance import balance_of
from deffinum.rooms.grants.words import LedgerKind


class ReversalRefused(DomainError):
    """No reason is given, or a commitment still has payments."""

    status: ClassVar[int] = 422


@command("grants.reverse_entry")
def reverse_entry(*, entry_id: uuid.UUID, value_on: date, reason: str, by: Actor, now: datetime) -> LedgerEntry:
    """Write the opposite of a row. Once: asked again, the reversal already written comes back.

    Raises Refused, ReversalRefused.
    """
    entry = LedgerEntry.objects.select_related("award__application").get(pk=entry_id)
    may_reverse(by, entry, now=now).require()
    if not reason.strip():
        raise ReversalRefused(
            _("Indiquez le motif de l’annulation : il reste dans le grand livre. Rien n’a été écrit."), field="reason"
        )
    # A payment holds its tranche: none is under way while its row, or the commitment behind it, is cancelled.
    held = {"agreement__award": entry.award_id} if entry.kind == LedgerKind.COMMITMENT else {"pk": entry.tranche_id}
    list(Tranche.objects.select_for_update(no_key=True).filter(**held).order_by("pk"))
    if entry.kind == LedgerKind.COMMITMENT and balance_of(LedgerEntry.objects.filter(award_id=entry.award_id)).paid:
        raise ReversalRefused(
            _("Des paiements sont inscrits sur cet engagement : annulez-les d’abord. Rien n’a été écrit.")
        )
    return write_ledger(
        row=LedgerRow(
            award_id=entry.award_id,
            kind=LedgerKind.REVERSAL,
            amount=Money(-entry.amount_cents),
            value_on=value_on,
            idempotency_key=f"reversal:{entry.pk}",
            tranche_id=entry.tranche_id,
            organisation_id=entry.organisation_id,
            reverses_id=entry.pk,
            reason=reason,
        ),
        by=by,
        now=now,
    )
