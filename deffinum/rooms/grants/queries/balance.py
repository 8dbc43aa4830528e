"""How much was granted, committed and paid? Always sums of ledger rows, in cents."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from deffinum.foundation.values import Money
from deffinum.rooms.grants.models import Award, LedgerEntry
from deffinum.rooms.grants.words import LedgerKind


@dataclass(frozen=True)
class Balance:
    """Sums of ledger rows, reversals taken off the kind they reverse."""

    committed: Money
    paid: Money

    @property
    def left_to_pay(self) -> Money:
        """Committed and not paid yet."""
        return self.committed - self.paid


ORIGIN = Case(
    When(kind=LedgerKind.REVERSAL, then=F("reverses__kind")),
    default=F("kind"),
    output_field=LedgerEntry._meta.get_field("kind"),
)
"""The kind a row counts for: a reversal counts, negatively, for the kind of the row it cancels."""


def balance_of(entries: QuerySet[LedgerEntry]) -> Balance:
    """The balance of these rows (one query)."""
    sums = dict(entries.order_by().annotate(origin=ORIGIN).values_list("origin").annotate(Sum("amount_cents")))
    return Balance(Money(sums.get(LedgerKind.COMMITMENT, 0)), Money(sums.get(LedgerKind.PAYMENT, 0)))


def left_to_commit(award: Award) -> Money:
    """What the award lacks once a commitment was cancelled: its aid less what is committed (one query)."""
    return Money(award.aid_cents or 0) - balance_of(LedgerEntry.objects.filter(award=award)).committed


def balances_by_award(award_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Balance]:
    """The balance of each award (one query whatever their number)."""
    return _balances("award_id", award_ids)


def balances_by_tranche(tranche_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Balance]:
    """The balance of each tranche; nothing is committed on a tranche, so `paid` is what matters (one query)."""
    return _balances("tranche_id", tranche_ids)


def balances_by_call(call_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Balance]:
    """The balance of each call (one query)."""
    return _balances("award__application__call_id", call_ids)


def balance_of_lever(slug: str) -> Balance:
    """What the calls of a lever of the plan committed and paid (one query)."""
    return balance_of(LedgerEntry.objects.filter(award__application__call__lever__slug=slug))


def paid_on_tranche(tranche_id: uuid.UUID) -> Money:
    """What was paid on a tranche, reversals taken off."""
    return balance_of(LedgerEntry.objects.filter(tranche_id=tranche_id)).paid


def _balances(column: str, keys: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Balance]:
    wanted = list(keys)
    rows = (
        LedgerEntry.objects.filter(**{f"{column}__in": wanted})
        .order_by()
        .annotate(origin=ORIGIN)
        .values(column)
        .annotate(
            committed=Sum("amount_cents", filter=Q(origin=LedgerKind.COMMITMENT), default=Value(0)),
            paid=Sum("amount_cents", filter=Q(origin=LedgerKind.PAYMENT), default=Value(0)),
        )
    )
    found = {row[column]: Balance(Money(row["committed"]), Money(row["paid"])) for row in rows}
    return {each: found.get(each, Balance(Money(), Money())) for each in wanted}
