"""Which rules of money does a budget break? Each broken rule is said with its figures, where it breaks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deffinum.design.formats import money_text, rate_text
from deffinum.foundation.values import Money, Rate
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, ExpenseCategory

WHOLE_RATE = Rate(10_000)


@dataclass(frozen=True)
class BrokenRule:
    """A rule of money that does not hold, and where: a member, a category, or the whole (both empty)."""

    rule: str
    """'balance', 'aid_cap', 'maximum_aid', 'minimum_aid', 'minimum_base', 'minimum_own', 'category_ceiling',
    'year_outside' or 'empty_budget'."""
    sentence: str
    partner_id: uuid.UUID | None = None
    category_key: str = ""
    year: int | None = None


@dataclass(frozen=True)
class BudgetFigures:
    """What the rules look at. `members`: id, name, spending, funding. `beyond`: amounts after the project's end."""

    base: Money
    aid: Money
    cap: Money | None
    members: tuple[tuple[uuid.UUID, str, Money, Money], ...]
    categories: tuple[tuple[ExpenseCategory, Money], ...]
    beyond: tuple[tuple[uuid.UUID, str, ExpenseCategory, int], ...]
    planned_years: int


def broken_rules(figures: BudgetFigures, configuration: CallConfiguration) -> tuple[BrokenRule, ...]:
    """Every rule of money that this budget breaks, the members' first."""
    if not figures.base and not figures.aid and not any(funding for *_rest, funding in figures.members):
        return (BrokenRule("empty_budget", _("Le budget est vide : indiquez au moins une dépense.")),)
    return (
        *_years(figures),
        *_balance(figures),
        *_ceilings(figures),
        *_aid(figures, configuration),
        *_limits(figures, configuration),
    )


def floor_of_own_funding(base: Money, share: Rate) -> Money:
    """The least that must not come from the aid: what the complementary aid cap leaves (PRODUCT rule 2).

    Written this way so that a cap of 70 % and a floor of 30 % never contradict each other by a few cents.
    """
    return base - Rate(WHOLE_RATE.basis_points - share.basis_points).cap_of(base)


def _years(figures: BudgetFigures) -> Iterator[BrokenRule]:
    for partner_id, name, category, year in figures.beyond:
        yield BrokenRule(
            "year_outside",
            _(
                "%(name)s a une dépense « %(category)s » en année %(year)s, mais le projet dure %(years)s an(s) : "
                "déplacez-la ou allongez la durée du projet."
            )
            % {"name": name, "category": category.label, "year": year, "years": figures.planned_years},
            partner_id=partner_id,
            category_key=category.key,
            year=year,
        )


def _balance(figures: BudgetFigures) -> Iterator[BrokenRule]:
    for partner_id, name, base, funding in figures.members:
        if funding != base:
            yield BrokenRule("balance", _balance_sentence(name, base, funding), partner_id=partner_id)


def _balance_sentence(name: str, base: Money, funding: Money) -> str:
    values = {"name": name, "base": money_text(base), "funding": money_text(funding)}
    if funding < base:
        return _(
            "Le plan de financement de %(name)s n’est pas équilibré : %(base)s de dépenses, %(funding)s de "
            "financements. Il manque %(gap)s."
        ) % (values | {"gap": money_text(base - funding)})
    return _(
        "Le plan de financement de %(name)s n’est pas équilibré : %(base)s de dépenses, %(funding)s de "
        "financements. Il y a %(gap)s de trop."
    ) % (values | {"gap": money_text(funding - base)})


def _ceilings(figures: BudgetFigures) -> Iterator[BrokenRule]:
    for category, spent in figures.categories:
        if category.ceiling is None:
            continue
        ceiling = category.ceiling.of(figures.base)
        if spent > ceiling:
            yield BrokenRule(
                "category_ceiling",
                _(
                    "« %(category)s » est limité à %(rate)s de l’assiette : %(rate)s × %(base)s = %(ceiling)s. "
                    "Le groupement prévoit %(spent)s, soit %(excess)s de trop."
                )
                % {
                    "category": category.label,
                    "rate": rate_text(category.ceiling),
                    "base": money_text(figures.base),
                    "ceiling": money_text(ceiling),
                    "spent": money_text(spent),
                    "excess": money_text(spent - ceiling),
                },
                category_key=category.key,
            )


def _aid(figures: BudgetFigures, configuration: CallConfiguration) -> Iterator[BrokenRule]:
    if configuration.maximum_rate is not None and figures.cap is not None and figures.aid > figures.cap:
        yield BrokenRule(
            "aid_cap",
            _(
                "L’aide demandée dépasse le plafond : %(rate)s × %(base)s = %(exact)s, arrondi à l’euro : %(cap)s. "
                "Le groupement demande %(aid)s, soit %(excess)s de trop."
            )
            % {
                "rate": rate_text(configuration.maximum_rate),
                "base": money_text(figures.base),
                "exact": money_text(configuration.maximum_rate.of(figures.base)),
                "cap": money_text(figures.cap),
                "aid": money_text(figures.aid),
                "excess": money_text(figures.aid - figures.cap),
            },
        )
    if configuration.maximum_aid is not None and figures.aid > configuration.maximum_aid:
        yield BrokenRule(
            "maximum_aid",
            _("L’aide est limitée à %(limit)s par projet : le groupement demande %(aid)s, soit %(excess)s de trop.")
            % {
                "limit": money_text(configuration.maximum_aid),
                "aid": money_text(figures.aid),
                "excess": money_text(figures.aid - configuration.maximum_aid),
            },
        )
    if configuration.minimum_aid is not None and figures.aid < configuration.minimum_aid:
        yield BrokenRule(
            "minimum_aid",
            _("L’aide est d’au moins %(limit)s par projet : le groupement demande %(aid)s. Il manque %(gap)s.")
            % {
                "limit": money_text(configuration.minimum_aid),
                "aid": money_text(figures.aid),
                "gap": money_text(configuration.minimum_aid - figures.aid),
            },
        )


def _limits(figures: BudgetFigures, configuration: CallConfiguration) -> Iterator[BrokenRule]:
    if configuration.minimum_base is not None and figures.base < configuration.minimum_base:
        yield BrokenRule(
            "minimum_base",
            _("L’assiette éligible est d’au moins %(limit)s : le groupement prévoit %(base)s. Il manque %(gap)s.")
            % {
                "limit": money_text(configuration.minimum_base),
                "base": money_text(figures.base),
                "gap": money_text(configuration.minimum_base - figures.base),
            },
        )
    # A share that the committee may lower never stops a deposit above its floor: the call's own rules say the rest.
    least = configuration.derogation_own or configuration.minimum_own
    if least is not None:
        floor = floor_of_own_funding(figures.base, least)
        contributions = Money(sum(funding.cents for *_rest, funding in figures.members)) - figures.aid
        if contributions < floor:
            yield BrokenRule(
                "minimum_own",
                _(
                    "Le groupement et ses cofinanceurs apportent au moins %(rate)s de l’assiette : "
                    "%(rate)s × %(base)s, soit %(floor)s. Ils apportent %(brought)s. Il manque %(gap)s."
                )
                % {
                    "rate": rate_text(least),
                    "base": money_text(figures.base),
                    "floor": money_text(floor),
                    "brought": money_text(contributions),
                    "gap": money_text(floor - contributions),
                },
            )
