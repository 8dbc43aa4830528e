"""The budget: one table a member, category by year; each cell is kept as it is written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.save_budget_line import save_budget_line
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.queries.budget_table import BudgetRow, PartnerBudget, budget_of
from deffinum.rooms.calls.queries.call_configuration import ExpenseCategory
from deffinum.rooms.calls.web.amounts import (
    AmountProblem,
    CellShown,
    budget_cell,
    has_changed,
    own_and_others,
    refused_amount,
    refused_answer,
    saved_answer,
    shown_cell,
    version_of,
)
from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.words import PartKind


@dataclass(frozen=True)
class RowShown:
    """A category's line."""

    category: ExpenseCategory
    key: str
    cells: tuple[CellShown, ...]
    total: Money


@dataclass(frozen=True)
class PartShown:
    """A member's table."""

    part: PartnerBudget
    editable: bool
    rows: tuple[RowShown, ...]


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """GET shows the tables; POST keeps every cell that changed and says beside each cell what was refused."""
    dossier = opened(request, application_id)
    problems: dict[str, AmountProblem] = {}
    if request.method == "POST":
        problems = _save_all(request, dossier)
        if not problems:
            return redirect("calls:budget", application_id=application_id)
        dossier = opened(request, application_id)
    own, others = own_and_others(dossier)
    context = page_context(
        request,
        dossier,
        _("Budget"),
        budget=dossier.budget,
        parts=[_part(dossier, each, problems, now_of(request)) for each in own],
        others=[_part(dossier, each, problems, now_of(request)) for each in others],
        form={"errors": problems},
        problems=problems,
        totals=list(zip(dossier.budget.categories, dossier.budget.category_totals, strict=True)),
    )
    context["can_write"] = any(each.editable for each in context["parts"])
    return render(request, "calls/application/budget.html", context, status=422 if problems else 200)


def _part(
    dossier: ApplicationDossier, part: PartnerBudget, problems: dict[str, AmountProblem], now: object
) -> PartShown:
    editable = dossier.is_open(PartKind.BUDGET, "", part.partner_id, now=now)  # type: ignore[arg-type]
    return PartShown(part, editable, tuple(_row(dossier, part, row, problems, editable=editable) for row in part.rows))


def _row(
    dossier: ApplicationDossier,
    part: PartnerBudget,
    row: BudgetRow,
    problems: dict[str, AmountProblem],
    *,
    editable: bool,
) -> RowShown:
    broken = {(each.category_key, each.year) for each in dossier.budget.broken if each.partner_id == part.partner_id}
    cells = []
    for cell in row.cells:
        name = budget_cell(part.partner_id, row.category.key, cell.year)
        label = _("%(member)s, %(category)s, année %(year)s") % {
            "member": part.name, "category": row.category.label, "year": cell.year,
        }  # fmt: skip
        cells.append(
            shown_cell(
                name,
                label,
                cell.amount,
                cell.version,
                editable=editable,
                problem=problems.get(name),
                broken=(row.category.key, cell.year) in broken,
            )
        )
    return RowShown(row.category, f"{part.partner_id}.{row.category.key}", tuple(cells), row.total)


def _save_all(request: HttpRequest, dossier: ApplicationDossier) -> dict[str, AmountProblem]:
    problems: dict[str, AmountProblem] = {}
    reopened, saved = False, 0
    for part in dossier.budget.parts:
        for row in part.rows:
            for cell in row.cells:
                name = budget_cell(part.partner_id, row.category.key, cell.year)
                raw = request.POST.get(name)
                if raw is None or not has_changed(raw, cell.amount):
                    continue
                try:
                    done = save_budget_line(
                        application_id=dossier.summary.id, partner_id=part.partner_id, category_key=row.category.key,
                        year=cell.year, raw=raw, expected_version=version_of(request.POST, name),
                        by=actor_of(request), now=now_of(request),
                    )  # fmt: skip
                    saved, reopened = saved + 1, reopened or done.reopened
                except Refused:
                    raise
                except DomainError as error:
                    problems[name] = refused_amount(error, raw)
    if reopened:
        messages.warning(request, _("Votre partie était validée : ce changement l’a rouverte. Validez-la de nouveau."))
    elif saved and not problems:
        messages.success(request, _("Le budget est enregistré."))
    return problems


@require_POST
def save_cell(request: HttpRequest, application_id: uuid.UUID) -> JsonResponse:
    """Keep one cell, in the background (contracts: `autosave.js`, `budget-table.js`)."""
    name = request.POST.get("field", "")
    try:
        _amount, partner, category_key, year = name.split(".")
        saved = save_budget_line(
            application_id=application_id, partner_id=uuid.UUID(partner), category_key=category_key, year=int(year),
            raw=request.POST.get("value", ""), expected_version=int(request.POST.get("version") or 0),
            by=actor_of(request), now=now_of(request),
        )  # fmt: skip
        return saved_answer(saved, budget_of(application_id=application_id))
    except ValueError:
        return refused_answer(ObjectDoesNotExist(), name)
    except (DomainError, ObjectDoesNotExist) as error:
        return refused_answer(error, name)
