"""What the pages of amounts share: names of the cells, what was typed, what the server answers live."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import JsonResponse
from django.utils.translation import gettext as _

from deffinum.design.formats import money_text, rate_text
from deffinum.design.forms import written_amount
from deffinum.design.requests import whole_number
from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.save_budget_line import AmountConflict, SavedAmount
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.queries.budget_rules import BrokenRule
from deffinum.rooms.calls.queries.budget_table import BudgetTable, PartnerBudget
from deffinum.rooms.calls.queries.typed_amount import AmountRefused


@dataclass(frozen=True)
class CellShown:
    """A cell as the template draws it: its name, what stands in it, its version, what is wrong."""

    name: str
    label: str
    text: str
    version: int
    editable: bool
    problem: str = ""
    is_broken: bool = False


@dataclass(frozen=True)
class AmountProblem:
    """What was typed in a cell and refused; `version` is the one to write over in a conflict."""

    sentence: str
    typed: str
    version: int | None = None


def shown_cell(
    name: str, label: str, amount: Money, version: int, *, editable: bool, problem: AmountProblem | None, broken: bool
) -> CellShown:
    """The cell; an amount of zero is left blank, as in a spreadsheet."""
    if problem is not None:
        kept = problem.version if problem.version is not None else version
        return CellShown(name, label, problem.typed, kept, editable, problem.sentence, broken)
    if not editable:
        return CellShown(name, label, money_text(amount) if amount else "", version, editable, "", broken)
    text = written_amount(amount.cents) if amount else ""
    return CellShown(name, label, text, version, editable, "", broken)


def has_changed(raw: str, amount: Money) -> bool:
    """Was something else typed than what is kept? What cannot be read has changed."""
    try:
        typed = Money.parse(raw) if raw.strip() else Money(0)
    except ValueError:
        return True
    return typed != amount


def version_of(data: Mapping[str, str], name: str) -> int:
    """The version that the person was looking at."""
    return whole_number(data.get(f"version.{name}")) or 0


def refused_amount(error: DomainError, raw: str) -> AmountProblem:
    """What a page keeps of a refusal."""
    return AmountProblem(str(error), raw, error.version if isinstance(error, AmountConflict) else None)


def saved_answer(saved: SavedAmount, table: BudgetTable) -> JsonResponse:
    """200: the version, the live totals, and the rules that are broken now."""
    said = _("Enregistré. Votre partie était validée : ce changement l’a rouverte.") if saved.reopened else ""
    answer = {
        "version": saved.version,
        "said": said,
        "shown": shown_figures(table),
        "broken": broken_lines(table.broken),
    }
    return JsonResponse(answer)


def refused_answer(error: Exception, name: str) -> JsonResponse:
    """409, 422, 403 or 404, as the autosave island expects them."""
    if isinstance(error, AmountConflict):
        theirs = written_amount(error.theirs.cents)
        return JsonResponse({"version": error.version, "theirs": theirs, "said": str(error)}, status=409)
    if isinstance(error, AmountRefused):
        return JsonResponse({"errors": {name: str(error)}}, status=422)
    if isinstance(error, DomainError):
        return JsonResponse({"said": str(error)}, status=error.status)
    if isinstance(error, ObjectDoesNotExist):
        said = _("Cette page ne correspond plus au dossier : rechargez-la. Votre texte est gardé dans ce navigateur.")
        return JsonResponse({"said": said}, status=404)
    raise error


def shown_figures(table: BudgetTable) -> dict[str, str]:
    """Computed figures by the name of their place (`data-shown`)."""
    figures: dict[str, str] = {
        "base": money_text(table.base),
        "aid": money_text(table.aid),
        "funding": money_text(table.funding),
        "gap": money_text(table.gap),
        "rate": rate_text(table.rate),
        "cap": money_text(table.cap),
    }
    for part in table.parts:
        figures |= {
            f"base-{part.partner_id}": money_text(part.base),
            f"aid-{part.partner_id}": money_text(part.aid),
            f"funding-{part.partner_id}": money_text(part.funding),
            f"gap-{part.partner_id}": money_text(part.gap),
            f"rate-{part.partner_id}": rate_text(part.rate),
        }
    return figures


def broken_lines(broken: Iterable[BrokenRule]) -> list[dict[str, Any]]:
    """Broken rules for the island: the cell they belong to ('' for the whole) and their sentence."""
    return [{"field": cell_of(each), "said": each.sentence} for each in broken]


def cell_of(rule: BrokenRule) -> str:
    """The name of the cell where a rule breaks, '' when it is not one cell."""
    if rule.partner_id and rule.category_key and rule.year:
        return budget_cell(rule.partner_id, rule.category_key, rule.year)
    if rule.partner_id and rule.rule == "balance":
        return f"funding.{rule.partner_id}.own"
    return ""


def budget_cell(partner_id: uuid.UUID, category_key: str, year: int) -> str:
    """'amount.<partner>.<category>.<year>'."""
    return f"amount.{partner_id}.{category_key}.{year}"


def own_and_others(dossier: ApplicationDossier) -> tuple[list[PartnerBudget], list[PartnerBudget]]:
    """The reader's own parts, shown first, and the other members', folded; who acts for none reads them all."""
    mine = {each.id for each in dossier.my_members}
    own = [each for each in dossier.budget.parts if each.partner_id in mine]
    others = [each for each in dossier.budget.parts if each.partner_id not in mine]
    return (own, others) if own else (others, [])
