"""Record that money was paid on a tranche."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.write_ledger import LedgerRow, write_ledger
from deffinum.rooms.grants.events import PaymentRecorded
from deffinum.rooms.grants.models import LedgerEntry, Tranche
from deffinum.rooms.grants.policies import may_record_payment
from deffinum.rooms.grants.queries.balance import balance_of, paid_on_tranche
from deffinum.rooms.grants.words import LedgerKind


class PaymentRefused(DomainError):
    """Nothing or a negative amount, more than what is left of tranche or commitment, or an impossible day."""

    status: ClassVar[int] = 422


@command("grants.record_payment")
def record_payment(
    *, tranche_id: uuid.UUID, amount: Money, value_on: date, idempotency_key: str, by: Actor, now: datetime
) -> LedgerEntry:
    """Write a payment (cents). The tranche's row is locked: two payments at once never pay more than its amount.

    Raises Refused, PaymentRefused. The same key, tranche and amount give back the payment already
    written; the same key for anything else is refused.
    """
    tranche = Tranche.objects.with_award().select_for_update(of=("self",), no_key=True).get(pk=tranche_id)
    may_record_payment(by, tranche, now=now).require()
    known = LedgerEntry.objects.filter(idempotency_key=idempotency_key).first()
    if known is not None and (known.tranche_id, known.amount_cents) == (tranche.pk, amount.cents):
        return known
    if known is not None:
        raise PaymentRefused(
            _("Cette demande a déjà servi à un autre versement. Rien n’a été écrit : rouvrez la page et recommencez.")
        )
    left = Money(tranche.amount_cents) - paid_on_tranche(tranche.pk)
    _require_fits(amount, left)
    _require_possible_day(value_on, tranche.agreement.award_id, today=day_of(now))
    _require_committed(amount, tranche.agreement.award_id)
    entry = write_ledger(
        row=LedgerRow(
            award_id=tranche.agreement.award_id,
            kind=LedgerKind.PAYMENT,
            amount=amount,
            value_on=value_on,
            idempotency_key=idempotency_key,
            tranche_id=tranche.pk,
            organisation_id=_payee(tranche),
        ),
        by=by,
        now=now,
    )
    events.publish(PaymentRecorded(entry.pk))
    return entry


def _payee(tranche: Tranche) -> uuid.UUID | None:
    """The lead: it is paid, and passes each partner's share on."""
    lead = tranche.agreement.award.shares.filter(is_lead=True).first()
    return lead.organisation_id if lead else None


def _require_fits(amount: Money, left: Money) -> None:
    language = get_language() or "fr"
    if amount.cents <= 0:
        raise PaymentRefused(_("Un paiement est un montant positif. Rien n’a été écrit."), field="amount")
    if amount > left:
        raise PaymentRefused(
            _(
                "Ce paiement de %(amount)s dépasse ce qui reste à payer sur la tranche (%(left)s) : "
                "il y a %(excess)s de trop. Rien n’a été écrit."
            )
            % {
                "amount": amount.display(language),
                "left": left.display(language),
                "excess": (amount - left).display(language),
            },
            field="amount",
        )


def _require_possible_day(value_on: date, award_id: uuid.UUID, *, today: date) -> None:
    """The ledger says what was paid, and is never rewritten: neither tomorrow, nor before the aid was committed."""
    committed_on = LedgerEntry.objects.filter(award_id=award_id).aggregate(first=Min("value_on"))["first"]
    if value_on > today:
        raise PaymentRefused(
            _("Un versement s’inscrit une fois fait : sa date est au plus tard aujourd’hui. Rien n’a été écrit."),
            field="value_on",
        )
    if committed_on is not None and value_on < committed_on:
        raise PaymentRefused(
            _("Un versement ne peut pas précéder l’engagement de l’aide (%(day)s). Rien n’a été écrit.")
            % {"day": date_format(committed_on)},
            field="value_on",
        )


def _require_committed(amount: Money, award_id: uuid.UUID) -> None:
    """Nothing is paid on an aid whose commitment was cancelled."""
    if amount > balance_of(LedgerEntry.objects.filter(award_id=award_id)).left_to_pay:
        raise PaymentRefused(
            _(
                "L’engagement de cette aide a été annulé au grand livre : il ne couvre plus ce paiement. Rien n’a été "
                "écrit : engagez de nouveau l’aide depuis la page de la convention, puis recommencez."
            ),
            field="amount",
        )
