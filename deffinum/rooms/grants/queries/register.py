"""The public register of awards: one query for the page, the API and the files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from deffinum.foundation.geo.regions import regions
from deffinum.foundation.values import Money, Rate, Siret, Text, total
from deffinum.rooms.grants.models import Award, AwardShare, Tranche
from deffinum.rooms.grants.queries.balance import balances_by_award
from deffinum.rooms.grants.words import AwardStanding


@dataclass(frozen=True)
class RegisterFilters:
    """What the reader asks for; empty means everything."""

    text: str = ""
    call: str = ""
    """Slug of a call."""
    region: str = ""
    """INSEE code."""
    year: int | None = None


@dataclass(frozen=True)
class RegisterShare:
    """A member's part. Amounts are None when they were not published."""

    organisation_id: uuid.UUID
    name: str
    siret: str
    kind: str
    region_code: str
    commune_code: str
    commune_name: str
    postcode: str
    is_lead: bool
    aid: Money | None
    base: Money | None


@dataclass(frozen=True)
class RegisterAward:
    """An award as anyone may read it."""

    id: uuid.UUID
    reference: str
    title: str
    acronym: str
    call_slug: str
    call_title: Text
    grantor_name: str
    grantor_siret: str
    application_reference: str
    awarded_on: date
    agreement_reference: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    months: int | None
    tranche_count: int
    """Payments planned by the agreement; 0 when none was published."""
    aid: Money | None
    base: Money | None
    paid: Money
    region_code: str
    source: str
    is_historical: bool
    is_sample: bool
    published_at: datetime | None
    shares: tuple[RegisterShare, ...]

    @property
    def rate(self) -> Rate | None:
        """Aid over the eligible base, when both were published."""
        return Rate.between(self.aid, self.base) if self.aid is not None and self.base is not None else None

    @property
    def standing(self) -> AwardStanding:
        """Where its money stands; a project of public record has no known continuation."""
        if self.is_historical:
            return AwardStanding.NOT_PUBLISHED
        if self.paid:
            return AwardStanding.PAID if self.paid == self.aid else AwardStanding.PART_PAID
        return AwardStanding.SIGNED if self.signed_on else AwardStanding.DECIDED

    @property
    def region_name(self) -> str:
        """The lead's region; '' when it is not known."""
        found = regions().get(self.region_code)
        return found.name if found else ""

    @property
    def name(self) -> str:
        """The acronym when there is one, then the title."""
        return f"{self.acronym} — {self.title}" if self.acronym and self.acronym != self.title else self.title

    @property
    def grantor_siret_shown(self) -> str:
        """'123 456 782 00010', '' when it is not known."""
        return str(Siret(self.grantor_siret)) if self.grantor_siret else ""

    @property
    def lead(self) -> RegisterShare | None:
        """The consortium's lead."""
        return next((each for each in self.shares if each.is_lead), None)


@dataclass(frozen=True)
class RegisterTotals:
    """What the register's head says: sums over awards whose amount was published, and how many were not."""

    count: int
    aid: Money
    without_amount: int
    without_grantor: int
    """Awards with an amount whose grantor has no known SIRET: the CSV leaves them out."""
    samples: int
    """How many of them are examples, counted in `count`."""
    sample_aid: Money
    """The part of `aid` that is an example."""


def published_awards(filters: RegisterFilters | None = None) -> QuerySet[Award]:
    """Rows of the register, newest first; the text is looked for without accents or capitals."""
    filters = filters or RegisterFilters()
    found = Award.objects.published().with_words(filters.text).order_by("-awarded_on", "reference")
    if filters.call:
        found = found.filter(application__call__slug=filters.call)
    if filters.region:
        found = found.filter(region_code=filters.region)
    if filters.year:
        found = found.filter(awarded_on__year=filters.year)
    return found


def read_awards(awards: QuerySet[Award]) -> tuple[RegisterAward, ...]:
    """Frozen awards, in their order (three queries whatever their number)."""
    shares = Prefetch("shares", AwardShare.objects.select_related("organisation").order_by("rank"))
    tranches = Tranche.objects.order_by().filter(agreement__award=OuterRef("pk")).values("agreement__award")
    counted = awards.annotate(tranche_count=Coalesce(Subquery(tranches.annotate(n=Count("pk")).values("n")), 0))
    rows = list(counted.select_related("application__call__owner", "agreement").prefetch_related(shares))
    balances = balances_by_award([each.pk for each in rows])
    return tuple(_read(each, paid=balances[each.pk].paid) for each in rows)


def register_totals(filters: RegisterFilters | None = None) -> RegisterTotals:
    """Sums of the register (one query; each award counts once, whatever its number of members)."""
    rows = published_awards(filters).order_by().values_list("aid_cents", "is_sample", "application__call__owner__siret")
    known = [(Money(cents), is_sample) for cents, is_sample, _siret in rows if cents is not None]
    return RegisterTotals(
        count=len(rows),
        aid=total(aid for aid, _is_sample in known),
        without_amount=len(rows) - len(known),
        without_grantor=sum(cents is not None and not siret for cents, _is_sample, siret in rows),
        samples=sum(is_sample for _cents, is_sample, _siret in rows),
        sample_aid=total(aid for aid, is_sample in known if is_sample),
    )


def _read(award: Award, *, paid: Money) -> RegisterAward:
    agreement = getattr(award, "agreement", None)
    call = award.application.call
    return RegisterAward(
        id=award.pk,
        reference=award.reference,
        title=award.title,
        acronym=award.acronym,
        call_slug=call.slug,
        call_title=Text.read(call.title),
        grantor_name=call.owner.name,
        grantor_siret=call.owner.siret,
        application_reference=award.application.reference,
        awarded_on=award.awarded_on,
        agreement_reference=agreement.reference if agreement else "",
        signed_on=agreement.signed_on if agreement else None,
        starts_on=agreement.starts_on if agreement else None,
        ends_on=agreement.ends_on if agreement else None,
        months=award.application.months,
        tranche_count=award.tranche_count,  # type: ignore[attr-defined] # annotated by read_awards
        aid=_money(award.aid_cents),
        base=_money(award.base_cents),
        paid=paid,
        region_code=award.region_code,
        source=award.source,
        is_historical=award.is_historical,
        is_sample=award.is_sample,
        published_at=award.published_at,
        shares=tuple(_share(each) for each in award.shares.all()),
    )


def _share(share: AwardShare) -> RegisterShare:
    organisation = share.organisation
    return RegisterShare(
        organisation_id=organisation.pk,
        name=organisation.name,
        siret=organisation.siret,
        kind=organisation.kind,
        region_code=organisation.region_code,
        commune_code=organisation.commune_code,
        commune_name=organisation.commune_name,
        postcode=organisation.postcode,
        is_lead=share.is_lead,
        aid=_money(share.aid_cents),
        base=_money(share.base_cents),
    )


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)
