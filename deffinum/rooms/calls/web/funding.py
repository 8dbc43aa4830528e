"""The financing plan: who pays what each member spends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deffinum.design.forms import AccessibleForm
from deffinum.design.requests import actor_of, now_of
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.save_budget_line import SavedAmount
from deffinum.rooms.calls.commands.save_funding_line import NAMED_KINDS, save_funding_line
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier
from deffinum.rooms.calls.queries.budget_table import FundingEntry, PartnerBudget, budget_of
from deffinum.rooms.calls.web.amounts import (
    AmountProblem,
    CellShown,
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


class AddFundingForm(AccessibleForm):
    """A co-funder, or a contribution in kind."""

    partner_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Nature du financement"), choices=[(each.value, each.label) for each in NAMED_KINDS]
    )
    label = forms.CharField(
        label=gettext_lazy("Nom du cofinanceur, ou ce qui est valorisé"), max_length=200,
        error_messages={"required": gettext_lazy("Nommez ce financeur ou cet apport.")},
    )  # fmt: skip
    raw = forms.CharField(
        label=gettext_lazy("Montant en euros"), widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"required": gettext_lazy("Indiquez un montant.")},
    )  # fmt: skip

    def add_domain_error(self, error: DomainError) -> None:
        """The amount's refusals belong beside the amount."""
        self.add_error("raw" if error.field not in self.fields else error.field, str(error))


@dataclass(frozen=True)
class LineShown:
    """A line of the plan."""

    entry: FundingEntry
    kind_label: str
    cell: CellShown


@dataclass(frozen=True)
class PlanShown:
    """A member's plan, with the form that adds a line to it."""

    part: PartnerBudget
    editable: bool
    lines: tuple[LineShown, ...]
    add: AddFundingForm | None


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """GET shows the plans; POST keeps the amounts that changed, or adds a line (`partner_id` is then sent)."""
    dossier = opened(request, application_id)
    problems: dict[str, AmountProblem] = {}
    add: AddFundingForm | None = None
    if request.method == "POST" and "partner_id" in request.POST:
        add = AddFundingForm(request.POST, auto_id="add_%s")
        if add.is_valid() and _add(request, application_id, add):
            return redirect("calls:funding", application_id=application_id)
    elif request.method == "POST":
        problems = _save_all(request, dossier)
        if not problems:
            return redirect("calls:funding", application_id=application_id)
        dossier = opened(request, application_id)
    own, others = own_and_others(dossier)
    context = page_context(
        request,
        dossier,
        _("Plan de financement"),
        budget=dossier.budget,
        plans=[_plan(dossier, each, problems, add, now_of(request)) for each in own],
        others=[_plan(dossier, each, problems, add, now_of(request)) for each in others],
        rules=[each.sentence for each in sorted(dossier.budget.broken, key=lambda each: each.partner_id is not None)],
        form=add if add is not None else {"errors": problems},
        problems=problems,
    )
    context["can_write"] = any(each.editable for each in context["plans"])
    refused = bool(problems or (add is not None and add.errors))
    return render(request, "calls/application/funding.html", context, status=422 if refused else 200)


def _add(request: HttpRequest, application_id: uuid.UUID, add: AddFundingForm) -> bool:
    try:
        saved = save_funding_line(
            application_id=application_id, expected_version=0, by=actor_of(request), now=now_of(request),
            **add.cleaned_data,
        )  # fmt: skip
    except Refused:
        raise
    except DomainError as error:
        add.add_domain_error(error)
        return False
    _say(request, saved)
    return True


def _say(request: HttpRequest, saved: SavedAmount) -> None:
    if saved.reopened:
        messages.warning(request, _("Votre partie était validée : ce changement l’a rouverte. Validez-la de nouveau."))
    else:
        messages.success(request, _("Le plan de financement est enregistré."))


def _plan(
    dossier: ApplicationDossier,
    part: PartnerBudget,
    problems: dict[str, AmountProblem],
    add: AddFundingForm | None,
    now: datetime,
) -> PlanShown:
    editable = dossier.is_open(PartKind.FUNDING, "", part.partner_id, now=now)
    lines = []
    for entry in part.entries:
        name = line_name(entry)
        kind_label = str(entry.kind.label)
        label = _("%(member)s, %(kind)s") % {"member": part.name, "kind": entry.label or kind_label}
        cell = shown_cell(
            name, label, entry.amount, entry.version, editable=editable, problem=problems.get(name), broken=False
        )
        lines.append(LineShown(entry, kind_label, cell))
    mine = add if add is not None and add.data.get("partner_id") == str(part.partner_id) else None
    blank: Any = AddFundingForm(initial={"partner_id": part.partner_id}, auto_id=f"add_{part.partner_id}_%s")
    return PlanShown(part, editable, tuple(lines), (mine or blank) if editable else None)


def line_name(entry: FundingEntry) -> str:
    """'funding.<partner>.<line or kind>'."""
    return f"funding.{entry.partner_id}.{entry.line_id if entry.kind in NAMED_KINDS else entry.kind}"


def _save_all(request: HttpRequest, dossier: ApplicationDossier) -> dict[str, AmountProblem]:
    problems: dict[str, AmountProblem] = {}
    for part in dossier.budget.parts:
        for entry in part.entries:
            name = line_name(entry)
            raw = request.POST.get(name)
            removed = raw is not None and not raw.strip() and entry.kind in NAMED_KINDS
            if raw is None or not (removed or has_changed(raw, entry.amount)):
                continue
            try:
                _say(request, _save(request, dossier.summary.id, entry, raw, version_of(request.POST, name)))
            except Refused:
                raise
            except DomainError as error:
                problems[name] = refused_amount(error, raw)
    return problems


def _save(request: HttpRequest, application_id: uuid.UUID, entry: FundingEntry, raw: str, version: int) -> SavedAmount:
    return save_funding_line(
        application_id=application_id, partner_id=entry.partner_id, kind=entry.kind, label=entry.label,
        line_id=entry.line_id if entry.kind in NAMED_KINDS else None, raw=raw, expected_version=version,
        by=actor_of(request), now=now_of(request),
    )  # fmt: skip


@require_POST
def save_line(request: HttpRequest, application_id: uuid.UUID) -> JsonResponse:
    """Keep one amount of the plan, in the background."""
    name = request.POST.get("field", "")
    try:
        _funding, partner, _line = name.split(".")
        entries = budget_of(application_id=application_id).part_of(uuid.UUID(partner)).entries
        entry = next(each for each in entries if line_name(each) == name)
        version = int(request.POST.get("version") or 0)
        saved = _save(request, application_id, entry, request.POST.get("value", ""), version)
        return saved_answer(saved, budget_of(application_id=application_id))
    except (ValueError, KeyError, StopIteration):
        return refused_answer(ObjectDoesNotExist(), name)
    except (DomainError, ObjectDoesNotExist) as error:
        return refused_answer(error, name)
