"""Where does an agreement stand? Everything its page shows, for the consortium and for the officers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor, Verdict
from deffinum.foundation.values import Money, Rate, Text
from deffinum.rooms.grants.lifecycle import AGREEMENT, DELIVERABLE
from deffinum.rooms.grants.models import Agreement, AgreementParty, Award, AwardShare, Deliverable, LedgerEntry, Tranche
from deffinum.rooms.grants.policies import (
    may_cancel,
    may_end,
    may_examine_deliverable,
    may_hand_in,
    may_prepare_agreement,
    may_record_commitment,
    may_record_payment,
    may_reverse,
    may_revive,
    may_sign,
    may_take_back,
)
from deffinum.rooms.grants.queries.award_standing import standing_decision
from deffinum.rooms.grants.queries.balance import Balance, balance_of, balances_by_tranche
from deffinum.rooms.grants.queries.schedule import payment_deadline
from deffinum.rooms.grants.words import AgreementState, DeliverableState, LedgerKind, Side, TrancheTrigger, tone_of
from deffinum.rooms.selection.public import DecisionView, decision_of


@dataclass(frozen=True)
class PartyLine:
    """A party and its signature, if any."""

    id: uuid.UUID
    name: str
    side: Side
    signatory: str
    capacity: str
    signed_at: datetime | None
    sign: Verdict


@dataclass(frozen=True)
class TrancheLine:
    """A tranche with what was paid on it. `due_on`: last day to pay, once payable."""

    id: uuid.UUID
    rank: int
    label: Text
    share: Rate
    amount: Money
    paid: Money
    expected_on: date | None
    payable_since: date | None
    due_on: date | None
    is_late: bool
    pay: Verdict

    @property
    def left(self) -> Money:
        """What is left to pay."""
        return self.amount - self.paid

    @property
    def is_paid(self) -> bool:
        """Entirely paid."""
        return not self.left


@dataclass(frozen=True)
class DeliverableLine:
    """A deliverable; `answer` is the officer's last reason. `is_late`: not handed in by its day."""

    id: uuid.UUID
    title: str
    month: int
    due_on: date | None
    state: DeliverableState
    state_label: Text
    is_late: bool
    unlocks: int | None
    file_name: str
    handed_in_at: datetime | None
    answer: str
    hand_in: Verdict
    examine: Verdict


@dataclass(frozen=True)
class EntryLine:
    """A row of the ledger."""

    id: uuid.UUID
    sequence: int
    kind: LedgerKind
    amount: Money
    value_on: date
    tranche_rank: int | None
    reason: str
    is_reversed: bool
    reverse: Verdict


@dataclass(frozen=True)
class ShareLine:
    """A member's part of the aid and of the base."""

    name: str
    is_lead: bool
    aid: Money | None
    base: Money | None


@dataclass(frozen=True)
class AgreementPage:
    """An agreement as one reader sees it; Verdicts say what this reader may do now."""

    id: uuid.UUID
    reference: str
    state: AgreementState
    state_label: Text
    award_reference: str
    application_id: uuid.UUID
    application_reference: str
    call_id: uuid.UUID
    call_slug: str
    call_title: Text
    title: str
    acronym: str
    aid: Money
    base: Money
    awarded_on: date
    starts_on: date | None
    ends_on: date | None
    months: int | None
    signed_on: date | None
    is_published: bool
    file_name: str
    file_sha256: str
    content_sha256: str
    shares: tuple[ShareLine, ...]
    parties: tuple[PartyLine, ...]
    tranches: tuple[TrancheLine, ...]
    deliverables: tuple[DeliverableLine, ...]
    entries: tuple[EntryLine, ...]
    balance: Balance
    overtaken: DecisionView | None
    """The decision in force when it is not the one that this agreement was made from: somebody had signed."""
    last_reason: str
    """Why the agreement was last taken back, abandoned or taken up again."""
    prepare: Verdict
    take_back: Verdict
    cancel: Verdict
    revive: Verdict
    commit: Verdict
    end: Verdict

    @property
    def name(self) -> str:
        """The acronym when there is one, else the title."""
        return self.acronym or self.title

    @property
    def tone(self) -> str:
        """The tone of its state's tag."""
        return tone_of(self.state)

    @property
    def waiting_for(self) -> tuple[PartyLine, ...]:
        """Parties that have not signed."""
        return tuple(each for each in self.parties if each.signed_at is None)


def agreement_page(agreement: Agreement, *, actor: Actor, now: datetime) -> AgreementPage:
    """The page of an agreement loaded by `with_award` (about eleven queries)."""
    award = agreement.award
    shares = _shares(award)
    parties = [_party(each, agreement, actor, now) for each in _parties(agreement)]
    entries = list(LedgerEntry.objects.filter(award=award).select_related("tranche"))
    tranches = list(agreement.tranches.all())
    paid = balances_by_tranche([each.pk for each in tranches])
    aid, balance = Money(award.aid_cents or 0), balance_of(LedgerEntry.objects.filter(award=award))
    signed = any(each.signed_at for each in parties)
    call = award.application.call
    return AgreementPage(
        id=agreement.pk,
        reference=agreement.reference,
        state=AgreementState(agreement.state),
        state_label=AGREEMENT.labels[agreement.state],
        award_reference=award.reference,
        application_id=award.application_id,
        application_reference=award.application.reference,
        call_id=call.pk,
        call_slug=call.slug,
        call_title=Text.read(call.title),
        title=award.title,
        acronym=award.acronym,
        aid=aid,
        base=Money(award.base_cents or 0),
        awarded_on=award.awarded_on,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        months=months_between(agreement.starts_on, agreement.ends_on) or award.application.months,
        signed_on=agreement.signed_on,
        is_published=award.published_at is not None,
        file_name=agreement.file.original_name if agreement.file else "",
        file_sha256=agreement.file.sha256 if agreement.file else "",
        content_sha256=agreement.content_sha256,
        shares=tuple(_share(each) for each in shares),
        parties=tuple(parties),
        tranches=tuple(_tranche(each, agreement, paid, actor, now) for each in tranches),
        deliverables=_deliverables(agreement, actor, now),
        entries=_entries(entries, award, actor, now),
        balance=balance,
        overtaken=_overtaken(award),
        last_reason=AGREEMENT.history(agreement).order_by("-rank").values_list("reason", flat=True).first() or "",
        prepare=may_prepare_agreement(actor, agreement, now=now),
        take_back=may_take_back(actor, agreement, signed=signed, now=now),
        cancel=may_cancel(actor, agreement, now=now),
        revive=may_revive(actor, agreement, stands=_stands(agreement), now=now),
        commit=may_record_commitment(actor, agreement, missing=aid - balance.committed, now=now),
        end=may_end(actor, agreement, now=now),
    )  # fmt: skip


def months_between(starts_on: date | None, ends_on: date | None) -> int | None:
    """Whole months of a project whose last day is included."""
    if starts_on is None or ends_on is None:
        return None
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return months + (1 if ends_on.day >= starts_on.day or starts_on.day == 1 else 0)


def _stands(agreement: Agreement) -> bool:
    """Asked only of an agreement that was abandoned: one query."""
    return agreement.state == AgreementState.CANCELLED and standing_decision(agreement.award) is not None


def _overtaken(award: Award) -> DecisionView | None:
    decision = decision_of(award.application_id)
    return None if decision is None or decision.id == award.decision_id else decision


def _shares(award: Award) -> list[AwardShare]:
    """The policies ask who benefits, row after row: one reading answers them all."""
    rows = AwardShare.objects.select_related("organisation").order_by("rank")
    prefetch_related_objects([award], Prefetch("shares", queryset=rows))
    return list(award.shares.all())


def _share(row: AwardShare) -> ShareLine:
    return ShareLine(row.organisation.name, row.is_lead, _money(row.aid_cents), _money(row.base_cents))


def _parties(agreement: Agreement) -> list[AgreementParty]:
    return list(agreement.parties.current().select_related("organisation", "signature").order_by("rank"))


def _party(party: AgreementParty, agreement: Agreement, actor: Actor, now: datetime) -> PartyLine:
    party.agreement = agreement
    signature = getattr(party, "signature", None)
    return PartyLine(
        id=party.pk,
        name=party.organisation.name,
        side=Side(party.side),
        signatory=signature.signatory if signature else "",
        capacity=signature.capacity if signature else "",
        signed_at=signature.signed_at if signature else None,
        sign=may_sign(actor, party, now=now),
    )


def _tranche(
    tranche: Tranche, agreement: Agreement, paid: Mapping[uuid.UUID, Balance], actor: Actor, now: datetime
) -> TrancheLine:
    tranche.agreement = agreement
    due_on = payment_deadline(tranche.payable_since) if tranche.payable_since else None
    amount, done = Money(tranche.amount_cents), paid[tranche.pk].paid
    trigger = str(TrancheTrigger(tranche.trigger).label)
    return TrancheLine(
        id=tranche.pk,
        rank=tranche.rank,
        label=Text.read(tranche.label) if tranche.label.get("fr") else Text(trigger),
        share=Rate(tranche.share_basis_points),
        amount=amount,
        paid=done,
        expected_on=tranche.expected_on,
        payable_since=tranche.payable_since,
        due_on=due_on,
        is_late=due_on is not None and done < amount and day_of(now) > due_on,
        pay=may_record_payment(actor, tranche, now=now),
    )


def _deliverables(agreement: Agreement, actor: Actor, now: datetime) -> tuple[DeliverableLine, ...]:
    rows = list(agreement.deliverables.select_related("file", "unlocks"))
    return tuple(_deliverable(each, agreement, actor, now) for each in rows)


def _deliverable(row: Deliverable, agreement: Agreement, actor: Actor, now: datetime) -> DeliverableLine:
    row.agreement = agreement
    answer = ""
    if row.state == DeliverableState.TO_REDO:
        answer = DELIVERABLE.history(row).order_by("-rank").values_list("reason", flat=True).first() or ""
    waits = row.state in (DeliverableState.DUE, DeliverableState.TO_REDO)
    return DeliverableLine(
        id=row.pk,
        title=row.title,
        month=row.month,
        due_on=row.due_on,
        state=DeliverableState(row.state),
        state_label=DELIVERABLE.labels[row.state],
        is_late=waits and row.due_on is not None and day_of(now) > row.due_on,
        unlocks=row.unlocks.rank if row.unlocks else None,
        file_name=row.file.original_name if row.file else "",
        handed_in_at=row.handed_in_at,
        answer=answer,
        hand_in=may_hand_in(actor, row, now=now),
        examine=may_examine_deliverable(actor, row, now=now),
    )


def _entries(rows: list[LedgerEntry], award: Award, actor: Actor, now: datetime) -> tuple[EntryLine, ...]:
    reversed_ids = {each.reverses_id for each in rows if each.reverses_id}
    for each in rows:
        each.award = award
    return tuple(
        EntryLine(
            id=each.pk,
            sequence=each.sequence,
            kind=LedgerKind(each.kind),
            amount=Money(each.amount_cents),
            value_on=each.value_on,
            tranche_rank=each.tranche.rank if each.tranche else None,
            reason=each.reason,
            is_reversed=each.pk in reversed_ids,
            reverse=may_reverse(actor, each, now=now),
        )
        for each in rows
    )


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)
