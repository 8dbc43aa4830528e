"""The ledger: payments never above a tranche, reversals once, balances always sums, and the database agrees."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Money
from deffinum.rooms.grants.commands.record_commitment import CommitmentRefused, record_commitment
from deffinum.rooms.grants.commands.record_payment import PaymentRefused, record_payment
from deffinum.rooms.grants.commands.reverse_entry import ReversalRefused, reverse_entry
from deffinum.rooms.grants.models import LedgerEntry
from deffinum.rooms.grants.queries.balance import (
    balance_of,
    balance_of_lever,
    balances_by_award,
    balances_by_call,
    balances_by_tranche,
)
from tests.factories.grants import LATER, Deal, make_deal
from tests.factories.selection import client_of

pytestmark = pytest.mark.django_db


def reverse(deal: Deal, entry: LedgerEntry, reason: str = "Erreur de compte (exemple)") -> LedgerEntry:
    return reverse_entry(entry_id=entry.pk, value_on=day_of(LATER), reason=reason, by=deal.officer, now=deal.now)


def test_the_last_signature_commits_the_aid_once() -> None:
    deal = make_deal("signed")
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount_cents, entry.award_id) == ("commitment", 14_000_000, deal.award.pk)
    balance = balances_by_award([deal.award.pk])[deal.award.pk]
    assert (balance.committed, balance.paid, balance.left_to_pay) == (Money(14_000_000), Money(), Money(14_000_000))


def test_a_payment_and_its_key() -> None:
    deal = make_deal("signed")
    tranche = deal.tranches[0]
    first = deal.pay(tranche, Money(3_000_000), key="virement-1")
    assert deal.pay(tranche, Money(3_000_000), key="virement-1") == first
    deal.pay(tranche, Money(4_000_000), key="virement-2")
    balance = balances_by_tranche([tranche.pk])[tranche.pk]
    assert balance.paid == Money(7_000_000) == Money(tranche.amount_cents)
    assert first.organisation_id == deal.consortium.lead.organisation.pk
    with pytest.raises(PaymentRefused, match="0,01"):
        deal.pay(tranche, Money(1))


def test_one_euro_too_much_says_the_figures() -> None:
    deal = make_deal("signed")
    tranche = deal.tranches[0]
    with pytest.raises(PaymentRefused) as refusal:
        deal.pay(tranche, Money(tranche.amount_cents + 100))
    sentence = str(refusal.value).replace("\u202f", " ").replace("\xa0", " ")
    assert "70 001 €" in sentence and "70 000 €" in sentence and "1 € de trop" in sentence
    assert balance_of(LedgerEntry.objects.all()).paid == Money()


def test_the_key_of_another_tranche_is_refused() -> None:
    deal = make_deal("signed", tranches=[
        {"share_basis_points": 5000, "trigger": "signature", "label": {"fr": "a"}},
        {"share_basis_points": 5000, "trigger": "signature", "label": {"fr": "b"}},
    ])  # fmt: skip
    first, second = deal.tranches
    deal.pay(first, Money(100), key="virement")
    with pytest.raises(PaymentRefused):
        deal.pay(second, Money(100), key="virement")


@pytest.mark.parametrize("cents", [0, -1])
def test_a_payment_is_positive(cents: int) -> None:
    deal = make_deal("signed")
    with pytest.raises(PaymentRefused):
        deal.pay(deal.tranches[0], Money(cents))


def test_a_tranche_waits_for_its_trigger() -> None:
    deal = make_deal("signed")
    with pytest.raises(Refused, match="condition"):
        deal.pay(deal.tranches[1])


def test_a_reversal_is_written_once_with_its_reason() -> None:
    deal = make_deal("signed")
    entry = deal.pay(deal.tranches[0])
    with pytest.raises(ReversalRefused):
        reverse(deal, entry, reason="  ")
    reversal = reverse(deal, entry)
    assert reverse(deal, entry) == reversal
    assert (reversal.amount_cents, reversal.reverses_id) == (-entry.amount_cents, entry.pk)
    assert balances_by_tranche([entry.tranche_id])[entry.tranche_id].paid == Money()
    with pytest.raises(Refused):
        reverse(deal, reversal)


def test_a_commitment_stays_while_something_is_paid() -> None:
    deal = make_deal("signed")
    commitment = LedgerEntry.objects.get(kind="commitment")
    entry = deal.pay(deal.tranches[0])
    with pytest.raises(ReversalRefused):
        reverse(deal, commitment)
    reverse(deal, entry)
    reverse(deal, commitment)
    balance = balance_of(LedgerEntry.objects.all())
    assert (balance.committed, balance.paid) == (Money(), Money())


def test_nothing_is_paid_without_its_commitment() -> None:
    deal = make_deal("signed")
    reverse(deal, LedgerEntry.objects.get(kind="commitment"))
    with pytest.raises(PaymentRefused, match="engagement"):
        deal.pay(deal.tranches[0], Money(100))
    assert not LedgerEntry.objects.filter(kind="payment").exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE grants_ledgerentry SET amount_cents = 1", "DELETE FROM grants_ledgerentry"]
)
def test_the_database_refuses_to_change_a_row(statement: str) -> None:
    make_deal("signed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_more_than_the_tranche() -> None:
    deal = make_deal("signed")
    tranche = deal.tranches[0]
    with pytest.raises(DatabaseError, match="paid on a tranche"), transaction.atomic():
        LedgerEntry.objects.create(
            sequence=99, award=deal.award, tranche=tranche, kind="payment", amount_cents=tranche.amount_cents + 1,
            value_on=day_of(LATER), idempotency_key="direct", entered_at=LATER,
        )  # fmt: skip


def test_balances_of_a_call_and_of_a_lever_are_sums() -> None:
    first, second = make_deal("signed"), make_deal("signed")
    first.pay(first.tranches[0])
    calls = {each.award.application.call_id for each in (first, second)}
    by_call = balances_by_call(calls)
    assert by_call[first.award.application.call_id].paid == Money(7_000_000)
    assert by_call[second.award.application.call_id].paid == Money()
    assert balance_of_lever("inconnu").committed == Money()


def test_any_sequence_keeps_the_sums() -> None:
    deal = make_deal("signed")

    @given(steps=st.lists(st.tuples(st.sampled_from(["pay", "reverse"]), st.integers(-100, 8_000_000)), max_size=10))
    @settings(max_examples=15, deadline=None)
    def walk(steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            keep_the_sums(deal, steps)
            transaction.set_rollback(True)

    walk()


def keep_the_sums(deal: Deal, steps: list[tuple[str, int]]) -> None:
    """Pay or reverse: what is paid is the sum of what stands, never below zero, never above the tranche."""
    tranche, alive, paid = deal.tranches[0], [], 0
    for verb, number in steps:
        if verb == "pay":
            try:
                alive.append(deal.pay(tranche, Money(number)))
            except PaymentRefused:
                assert number <= 0 or paid + number > tranche.amount_cents
            else:
                paid += number
        elif alive:
            entry = alive.pop(number % len(alive))
            reverse(deal, entry)
            paid -= entry.amount_cents
        balance = balances_by_tranche([tranche.pk])[tranche.pk]
        assert balance.paid == Money(paid) and 0 <= paid <= tranche.amount_cents
        whole = balances_by_award([deal.award.pk])[deal.award.pk]
        assert whole.paid == Money(paid) and whole.left_to_pay == Money(14_000_000 - paid)


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_never_pay_twice() -> None:
    deal = make_deal("signed")
    tranche = deal.tranches[0]
    ready = threading.Barrier(2)
    results: list[str] = []

    def attempt(key: str) -> Callable[[], None]:
        def run() -> None:
            try:
                ready.wait(timeout=20)
                deal.pay(tranche, key=key)
                results.append("paid")
            except PaymentRefused:
                results.append("refused")
            finally:
                connection.close()

        return run

    threads = [threading.Thread(target=attempt(uuid.uuid4().hex)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sorted(results) == ["paid", "refused"]
    assert balances_by_tranche([tranche.pk])[tranche.pk].paid == Money(tranche.amount_cents)


def test_payments_are_due_within_sixty_days() -> None:
    from deffinum.rooms.grants.queries.schedule import payment_deadline

    deal = make_deal("signed")
    since = deal.tranches[0].payable_since
    assert since == day_of(LATER) and payment_deadline(since) == day_of(LATER) + timedelta(days=60)


def commit(deal: Deal, reason: str = "Visa obtenu (exemple)") -> LedgerEntry:
    return record_commitment(
        agreement_id=deal.agreement.pk, value_on=day_of(LATER), reason=reason, by=deal.officer, now=deal.now
    )


def test_a_commitment_that_was_cancelled_is_written_again_for_what_the_award_lacks() -> None:
    deal = make_deal("signed")
    with pytest.raises(Refused, match="déjà engagée"):
        commit(deal)
    reversal = reverse(deal, LedgerEntry.objects.get(kind="commitment"))
    with pytest.raises(Refused, match="nouvelle écriture"):
        reverse(deal, reversal)
    with pytest.raises(CommitmentRefused, match="motif"):
        commit(deal, reason=" ")
    again = commit(deal)
    assert (again.kind, again.amount_cents, again.reason) == ("commitment", 14_000_000, "Visa obtenu (exemple)")
    with pytest.raises(Refused, match="déjà engagée"):
        commit(deal)
    assert balance_of(LedgerEntry.objects.all()).committed == Money(14_000_000)
    deal.pay(deal.tranches[0])
    reverse(deal, LedgerEntry.objects.get(kind="payment"))
    reverse(deal, again)
    assert commit(deal).pk != again.pk, "as many times as it is cancelled"


@pytest.mark.parametrize(("days", "words"), [(1, "au plus tard aujourd’hui"), (-4000, "précéder l’engagement")])
def test_a_payment_is_dated_between_the_commitment_and_today(days: int, words: str) -> None:
    deal = make_deal("signed")
    with pytest.raises(PaymentRefused, match=words):
        record_payment(
            tranche_id=deal.tranches[0].pk, amount=Money(100), value_on=day_of(deal.now) + timedelta(days=days),
            idempotency_key="jour", by=deal.officer, now=deal.now,
        )  # fmt: skip
    assert not LedgerEntry.objects.filter(kind="payment").exists()


def test_the_page_offers_to_commit_again_only_when_something_lacks() -> None:
    deal = make_deal("signed")
    officer, page = client_of(deal.officer), f"/instruction/conventions/{deal.agreement.pk}/"
    assert f"{page}engager/" not in officer.get(page).content.decode()
    reverse(deal, LedgerEntry.objects.get(kind="commitment"))
    assert f"{page}engager/" in officer.get(page).content.decode()
    sent = officer.post(f"{page}engager/", {"value_on": "2027-02-01", "reason": "Visa (exemple)"})
    assert sent.status_code == 302, sent.content.decode()
    assert balance_of(LedgerEntry.objects.all()).committed == Money(14_000_000)
