"""What does each member spend, year by year, and who pays? Totals are sums of lines; every broken rule is named."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from deffinum.foundation.values import Money, Rate, total
from deffinum.rooms.calls.models import Application, FundingLine, Partner
from deffinum.rooms.calls.queries.budget_rules import BrokenRule, BudgetFigures, broken_rules
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, ExpenseCategory
from deffinum.rooms.calls.queries.pinned_rules import configuration_of
from deffinum.rooms.calls.words import FundingKind

NOTHING = Money(0)


class SavedCell(NamedTuple):
    """An amount as stored, in cents, without the weight of a model: a file has hundreds."""

    partner_id: uuid.UUID
    category_key: str
    year: int
    amount_cents: int
    version: int


class SavedFunding(NamedTuple):
    """A line of a financing plan as stored, in cents."""

    pk: uuid.UUID
    partner_id: uuid.UUID
    kind: str
    label: str
    amount_cents: int
    version: int


def saved_cells(application: Application) -> tuple[SavedCell, ...]:
    """Every cell that was saved (one query)."""
    names = ("partner_id", "category_key", "year", "amount_cents", "version")
    return tuple(SavedCell(*each) for each in application.budget_lines.values_list(*names))


def saved_funding(application: Application) -> tuple[SavedFunding, ...]:
    """Every line of the financing plans that was saved (one query)."""
    names = ("pk", "partner_id", "kind", "label", "amount_cents", "version")
    return tuple(SavedFunding(*each) for each in application.funding_lines.values_list(*names))


@dataclass(frozen=True)
class BudgetCell:
    """An amount of one member, category and year. `version` is 0 when the cell was never saved."""

    year: int
    amount: Money
    version: int


@dataclass(frozen=True)
class BudgetRow:
    """A category's amounts, year after year."""

    category: ExpenseCategory
    cells: tuple[BudgetCell, ...]
    total: Money


@dataclass(frozen=True)
class FundingEntry:
    """A line of a member's financing plan. `line_id` None: the aid or own-funding line was never saved."""

    partner_id: uuid.UUID
    line_id: uuid.UUID | None
    kind: FundingKind
    label: str
    amount: Money
    version: int

    @property
    def is_cash(self) -> bool:
        """False for a valued contribution: premises, staff time… no money moves."""
        return self.kind != FundingKind.VALUED


@dataclass(frozen=True)
class PartnerBudget:
    """One member's budget and financing plan."""

    partner_id: uuid.UUID
    name: str
    is_lead: bool
    rows: tuple[BudgetRow, ...]
    base: Money
    entries: tuple[FundingEntry, ...]

    @property
    def row_totals(self) -> tuple[Money, ...]:
        """What is spent in each category."""
        return tuple(row.total for row in self.rows)

    @cached_property
    def year_totals(self) -> tuple[Money, ...]:
        """What is spent each year."""
        years = range(len(self.rows[0].cells)) if self.rows else ()
        return tuple(total(row.cells[rank].amount for row in self.rows) for rank in years)

    def funded_by(self, kind: FundingKind) -> Money:
        """The sum of the lines of one kind."""
        return total(each.amount for each in self.entries if each.kind == kind)

    @cached_property
    def aid(self) -> Money:
        """Aid asked for by this member."""
        return self.funded_by(FundingKind.AID)

    @cached_property
    def funding(self) -> Money:
        """Everything that pays: aid, own funding, co-funders, valued contributions."""
        return total(each.amount for each in self.entries)

    @property
    def gap(self) -> Money:
        """Funding minus spending: zero when the member's plan balances."""
        return self.funding - self.base

    @property
    def rate(self) -> Rate | None:
        """Aid over spending; None while nothing is spent."""
        return Rate.between(self.aid, self.base)


@dataclass(frozen=True)
class BudgetTable:
    """The whole consortium's budget."""

    years: tuple[int, ...]
    categories: tuple[ExpenseCategory, ...]
    parts: tuple[PartnerBudget, ...]
    category_totals: tuple[Money, ...]
    base: Money
    aid: Money
    funding: Money
    cap: Money | None
    """Largest aid that the call's rate allows on this base, rounded half up to the euro; None: no rate set."""
    planned_years: int
    """The project's duration in years, rounded up."""
    configuration: CallConfiguration

    @cached_property
    def year_totals(self) -> tuple[Money, ...]:
        """What the consortium spends each year."""
        return tuple(total(part.year_totals[rank] for part in self.parts) for rank in range(len(self.years)))

    @property
    def figures(self) -> BudgetFigures:
        """What the rules of money look at."""
        return BudgetFigures(
            base=self.base,
            aid=self.aid,
            cap=self.cap,
            members=tuple((each.partner_id, each.name, each.base, each.funding) for each in self.parts),
            categories=tuple(zip(self.categories, self.category_totals, strict=True)),
            beyond=tuple(
                (part.partner_id, part.name, row.category, cell.year)
                for part in self.parts
                for row in part.rows
                for cell in row.cells[self.planned_years :]
                if cell.amount
            ),
            planned_years=self.planned_years,
        )

    @cached_property
    def broken(self) -> tuple[BrokenRule, ...]:
        """Every rule of money that this budget breaks, said in the reader's language."""
        return broken_rules(self.figures, self.configuration)

    @property
    def gap(self) -> Money:
        """Funding minus spending of the whole."""
        return self.funding - self.base

    @property
    def rate(self) -> Rate | None:
        """Aid over the base; None while nothing is spent."""
        return Rate.between(self.aid, self.base)

    @property
    def kinds(self) -> tuple[tuple[FundingKind, Money], ...]:
        """The whole financing plan by kind."""
        return tuple((kind, total(part.funded_by(kind) for part in self.parts)) for kind in FundingKind)

    def part_of(self, partner_id: uuid.UUID) -> PartnerBudget:
        """One member's part (KeyError when it is not an active member)."""
        return {each.partner_id: each for each in self.parts}[partner_id]


def budget_table(
    *,
    partners: Sequence[Partner],
    budget_lines: Iterable[SavedCell],
    funding_lines: Iterable[SavedFunding],
    configuration: CallConfiguration,
    months: int | None,
) -> BudgetTable:
    """Build the table of the active members from rows already read (no query). Amounts in cents."""
    active = [each for each in partners if each.is_active]
    lines = {(each.partner_id, each.category_key, each.year): each for each in budget_lines}
    planned = -(-months // 12) if months else configuration.maximum_years
    members = {each.pk for each in active}
    used = max(
        (year for (member, _, year), line in lines.items() if member in members and line.amount_cents), default=0
    )
    years = tuple(range(1, max(planned, used) + 1))
    by_partner: dict[uuid.UUID, list[SavedFunding]] = {}
    for each in funding_lines:
        by_partner.setdefault(each.partner_id, []).append(each)
    parts = tuple(
        _part(each, lines=lines, funding=by_partner.get(each.pk, []), configuration=configuration, years=years)
        for each in active
    )
    category_totals = tuple(
        total(part.rows[rank].total for part in parts) for rank in range(len(configuration.categories))
    )
    base = total(each.base for each in parts)
    cap = configuration.maximum_rate.cap_of(base) if configuration.maximum_rate else None
    return BudgetTable(
        years=years,
        categories=configuration.categories,
        parts=parts,
        category_totals=category_totals,
        base=base,
        aid=total(each.aid for each in parts),
        funding=total(each.funding for each in parts),
        cap=cap,
        planned_years=planned,
        configuration=configuration,
    )


def _part(
    partner: Partner,
    *,
    lines: Mapping[tuple[uuid.UUID, str, int], SavedCell],
    funding: list[SavedFunding],
    configuration: CallConfiguration,
    years: tuple[int, ...],
) -> PartnerBudget:
    rows = []
    for category in configuration.categories:
        found = [(year, lines.get((partner.pk, category.key, year))) for year in years]
        cells = tuple(
            BudgetCell(year, Money(line.amount_cents), line.version) if line else BudgetCell(year, NOTHING, 0)
            for year, line in found
        )
        rows.append(BudgetRow(category, cells, total(cell.amount for cell in cells)))
    return PartnerBudget(
        partner_id=partner.pk,
        name=partner.name,
        is_lead=partner.is_lead,
        rows=tuple(rows),
        base=total(row.total for row in rows),
        entries=funding_entries(partner.pk, funding),
    )


def funding_entries(partner_id: uuid.UUID, lines: Iterable[SavedFunding]) -> tuple[FundingEntry, ...]:
    """A member's plan in the order of the kinds; the aid and own-funding lines are always there."""
    found = [
        FundingEntry(partner_id, each.pk, FundingKind(each.kind), each.label, Money(each.amount_cents), each.version)
        for each in lines
    ]
    for kind in (FundingKind.AID, FundingKind.OWN):
        if all(each.kind != kind for each in found):
            found.append(FundingEntry(partner_id, None, kind, "", NOTHING, 0))
    order = list(FundingKind)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), each.label.casefold())))


def budget_of(*, application_id: uuid.UUID) -> BudgetTable:
    """The table of an application (four queries). Raises Application.DoesNotExist."""
    application = Application.objects.with_pinned_version().get(pk=application_id)
    return budget_table(
        partners=list(application.partners.select_related("organisation")),
        budget_lines=saved_cells(application),
        funding_lines=saved_funding(application),
        configuration=configuration_of(application),
        months=application.months,
    )


def funding_of(*, application_id: uuid.UUID) -> tuple[FundingEntry, ...]:
    """The financing plan of the active members, saved lines only (two queries)."""
    members = Partner.objects.active().filter(application_id=application_id)
    lines = FundingLine.objects.filter(partner__in=members).order_by("partner__rank")
    order = list(FundingKind)
    found = [
        FundingEntry(
            each.partner_id, each.pk, FundingKind(each.kind), each.label, Money(each.amount_cents), each.version
        )
        for each in lines
    ]
    return tuple(sorted(found, key=lambda each: order.index(each.kind)))
