"""Awards and agreements for machines: the same queries as the pages and the files. Money in cents."""

from __future__ import annotations

import uuid
from datetime import date

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.values import Money
from deffinum.rooms.grants.models import Agreement
from deffinum.rooms.grants.policies import visible_agreements
from deffinum.rooms.grants.queries.agreement_page import AgreementPage, agreement_page
from deffinum.rooms.grants.queries.register import RegisterAward, RegisterFilters, published_awards, read_awards
from deffinum.rooms.grants.queries.register_page import register_page

router = Router()
LARGEST_PAGE = 100


class ShareOut(Schema):
    """A member's part; amounts are null when they were not published."""

    name: str
    siret: str
    region: str
    is_lead: bool
    aid_cents: int | None
    base_cents: int | None


class AwardOut(Schema):
    """An award of the public register."""

    reference: str
    title: str
    acronym: str
    call: str
    grantor: str
    awarded_on: date
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    aid_cents: int | None
    base_cents: int | None
    rate_basis_points: int | None
    paid_cents: int | None
    """Null for a project of public record: payments were not published."""
    region: str
    source: str
    is_historical: bool
    is_sample: bool
    shares: list[ShareOut]

    @classmethod
    def of(cls, award: RegisterAward) -> AwardOut:
        """From the one query."""
        return cls(
            reference=award.reference,
            title=award.title,
            acronym=award.acronym,
            call=award.call_slug,
            grantor=award.grantor_name,
            awarded_on=award.awarded_on,
            signed_on=award.signed_on,
            starts_on=award.starts_on,
            ends_on=award.ends_on,
            aid_cents=_cents(award.aid),
            base_cents=_cents(award.base),
            rate_basis_points=award.rate.basis_points if award.rate else None,
            paid_cents=None if award.is_historical else award.paid.cents,
            region=award.region_code,
            source=award.source,
            is_historical=award.is_historical,
            is_sample=award.is_sample,
            shares=[
                ShareOut(
                    name=each.name,
                    siret=each.siret,
                    region=each.region_code,
                    is_lead=each.is_lead,
                    aid_cents=_cents(each.aid),
                    base_cents=_cents(each.base),
                )
                for each in award.shares
            ],
        )


class RegisterOut(Schema):
    """A page of the register and its totals; `after` is the key of the next page ('' on the last one)."""

    count: int
    aid_cents: int
    without_amount: int
    after: str
    awards: list[AwardOut]


class TrancheOut(Schema):
    """A tranche; `due_on`: last day to pay, once payable."""

    rank: int
    amount_cents: int
    paid_cents: int
    payable_since: date | None
    due_on: date | None
    is_late: bool


class DeliverableOut(Schema):
    """A deliverable: due, handed_in, accepted or to_redo."""

    title: str
    month: int
    due_on: date | None
    state: str


class AgreementOut(Schema):
    """An agreement of the token's organisation."""

    reference: str
    state: str
    award: str
    aid_cents: int
    committed_cents: int
    paid_cents: int
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    waiting_for: list[str]
    file_sha256: str
    tranches: list[TrancheOut]
    deliverables: list[DeliverableOut]

    @classmethod
    def of(cls, page: AgreementPage) -> AgreementOut:
        """From the page's query."""
        return cls(
            reference=page.reference,
            state=page.state,
            award=page.award_reference,
            aid_cents=page.aid.cents,
            committed_cents=page.balance.committed.cents,
            paid_cents=page.balance.paid.cents,
            signed_on=page.signed_on,
            starts_on=page.starts_on,
            ends_on=page.ends_on,
            waiting_for=[each.name for each in page.waiting_for],
            file_sha256=page.file_sha256,
            tranches=[
                TrancheOut(
                    rank=each.rank,
                    amount_cents=each.amount.cents,
                    paid_cents=each.paid.cents,
                    payable_since=each.payable_since,
                    due_on=each.due_on,
                    is_late=each.is_late,
                )
                for each in page.tranches
            ],
            deliverables=[
                DeliverableOut(title=each.title, month=each.month, due_on=each.due_on, state=each.state)
                for each in page.deliverables
            ],
        )


@router.get("/awards", response=RegisterOut, summary=_("Le registre public des aides"))
def read_register(
    request: HttpRequest,
    q: str = "",
    call: str = "",
    region: str = "",
    year: int | None = Query(None, ge=1, le=9999),  # type: ignore[type-arg] # the library's own way
    after: str = "",
    size: int = Query(20, ge=1, le=LARGEST_PAGE),  # type: ignore[type-arg] # the library's own way
) -> RegisterOut:
    """Newest first, with the filters of the page."""
    page = register_page(RegisterFilters(q, call, region, year), after=after, size=size)
    return RegisterOut(
        count=page.totals.count,
        aid_cents=page.totals.aid.cents,
        without_amount=page.totals.without_amount,
        after=page.after,
        awards=[AwardOut.of(each) for each in page.awards],
    )


@router.get("/awards/{reference}", response=AwardOut, summary=_("Une aide du registre"))
def read_award(request: HttpRequest, reference: str) -> AwardOut:
    """One published award."""
    found = read_awards(published_awards().filter(reference=reference))
    if not found:
        raise Http404
    return AwardOut.of(found[0])


@router.get("/agreements/{agreement_id}", response=AgreementOut, summary=_("L’état d’une convention de l’organisation"))
def read_agreement(request: HttpRequest, agreement_id: uuid.UUID) -> AgreementOut:
    """For its parties (an organisation's token, a member) and the officers; 404 for anyone else."""
    actor = actor_of(request)
    row: Agreement = get_object_or_404(visible_agreements(actor).with_award(), pk=agreement_id)
    return AgreementOut.of(agreement_page(row, actor=actor, now=now_of(request)))


def _cents(amount: Money | None) -> int | None:
    return None if amount is None else amount.cents
