"""Which agreements are there, and what waits in them? For the officers' list, the desk and the signatories."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, Sum

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money, Text
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Tranche
from deffinum.rooms.grants.policies import visible_agreements
from deffinum.rooms.grants.queries.balance import balances_by_award
from deffinum.rooms.grants.queries.schedule import payment_deadline
from deffinum.rooms.grants.words import AgreementState, DeliverableState, tone_of


@dataclass(frozen=True)
class AgreementLine:
    """An agreement in a list."""

    id: uuid.UUID
    reference: str
    name: str
    lead_name: str
    call_title: Text
    state: AgreementState
    state_label: Text
    aid: Money
    paid: Money
    signed: int
    parties: int

    @property
    def tone(self) -> str:
        """The tone of its state's tag."""
        return tone_of(self.state)


@dataclass(frozen=True)
class DuePayment:
    """A tranche to pay, with the last day to do it on time."""

    agreement_id: uuid.UUID
    tranche_id: uuid.UUID
    name: str
    rank: int
    left: Money
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class DeskCounts:
    """What waits for an officer: agreements to prepare, signatures, deliverables to examine."""

    to_prepare: int
    to_sign: int
    to_examine: int


def agreement_lines(actor: Actor, *, state: str = "") -> tuple[AgreementLine, ...]:
    """The agreements that the actor may read, newest first (two queries)."""
    rows = visible_agreements(actor).with_award()
    if state:
        rows = rows.filter(state=state)
    current = Q(parties__replaced_at__isnull=True)
    rows = rows.annotate(
        party_count=Count("parties", filter=current, distinct=True),
        signed_count=Count("parties", filter=current & Q(parties__signature__isnull=False), distinct=True),
    )
    found = list(rows[:500])
    balances = balances_by_award([each.award_id for each in found])
    return tuple(
        AgreementLine(
            id=each.pk,
            reference=each.reference,
            name=each.award.acronym or each.award.title,
            lead_name=each.award.application.lead.name,
            call_title=Text.read(each.award.application.call.title),
            state=AgreementState(each.state),
            state_label=AGREEMENT.labels[each.state],
            aid=Money(each.award.aid_cents or 0),
            paid=balances[each.award_id].paid,
            signed=each.signed_count,  # type: ignore[attr-defined] # annotated above
            parties=each.party_count,  # type: ignore[attr-defined] # annotated above
        )
        for each in found
    )


def desk_counts(actor: Actor) -> DeskCounts:
    """One query."""
    handed_in = Q(deliverables__state=DeliverableState.HANDED_IN)
    counts = (
        visible_agreements(actor)
        .order_by()
        .aggregate(
            to_prepare=Count("pk", filter=Q(state=AgreementState.DRAFT), distinct=True),
            to_sign=Count("pk", filter=Q(state=AgreementState.TO_SIGN), distinct=True),
            to_examine=Count("deliverables", filter=handed_in, distinct=True),
        )
    )
    return DeskCounts(**counts)


def due_payments(actor: Actor, *, now: datetime) -> tuple[DuePayment, ...]:
    """Tranches payable and not entirely paid, the most urgent first (one query)."""
    rows = (
        Tranche.objects.payable()
        .filter(agreement__in=visible_agreements(actor))
        .annotate(paid=Sum("ledger_entries__amount_cents", default=0))
        .filter(paid__lt=F("amount_cents"))
        .select_related("agreement__award")
        .order_by("payable_since", "agreement__reference", "rank")
    )
    today = day_of(now)
    return tuple(
        DuePayment(
            agreement_id=each.agreement_id,
            tranche_id=each.pk,
            name=each.agreement.award.acronym or each.agreement.award.title,
            rank=each.rank,
            left=Money(each.amount_cents - each.paid),  # type: ignore[attr-defined] # annotated above
            due_on=(due := payment_deadline(each.payable_since)),
            is_late=today > due,
        )
        for each in rows
        if each.payable_since is not None
    )
