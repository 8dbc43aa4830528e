"""Keep one cell of the budget."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.design.formats import money_text
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.models import BudgetLine
from deffinum.rooms.calls.queries.pinned_rules import configuration_of
from deffinum.rooms.calls.queries.typed_amount import read_amount
from deffinum.rooms.calls.words import PartKind

LONGEST_BUDGET_YEARS = 10


class CellUnknown(DomainError):
    """The call has no such category, or the project no such year."""

    status: ClassVar[int] = 404


class AmountConflict(DomainError):
    """Somebody else saved this amount in between: nothing was overwritten."""

    def __init__(self, *, theirs: Money, version: int, yours: str, field: str) -> None:
        self.theirs, self.version, self.yours = theirs, version, yours
        super().__init__(
            _(
                "Quelqu’un d’autre a enregistré %(theirs)s ici pendant que vous écriviez « %(yours)s ». Rien n’a été "
                "écrasé : gardez son montant, ou enregistrez le vôtre à sa place."
            )
            % {"theirs": money_text(theirs), "yours": yours},
            field=field,
        )


@dataclass(frozen=True)
class SavedAmount:
    """What was kept. `reopened`: the member's validation was taken back by this change."""

    line_id: uuid.UUID | None
    amount: Money
    version: int
    reopened: bool


@command("calls.save_budget_line", sealed=("raw",))
def save_budget_line(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID,
    category_key: str,
    year: int,
    raw: str,
    expected_version: int,
    by: Actor,
    now: datetime,
) -> SavedAmount:
    """Keep the amount of one member, category and project year; the application's base follows.

    `expected_version` is the version the person was looking at (0: none). Saving the amount already kept succeeds
    whatever the version: a repeated request is harmless. Raises Refused, CellUnknown, AmountRefused, AmountConflict.
    """
    part = OpenPart.lock(application_id=application_id, partner_id=partner_id, kind=PartKind.BUDGET, by=by, now=now)
    configuration = configuration_of(part.application)
    if category_key not in {each.key for each in configuration.categories} or not 1 <= year <= LONGEST_BUDGET_YEARS:
        raise CellUnknown(_("Cette case n’existe pas dans le budget de l’appel. Rien n’a été enregistré."))
    field = f"{category_key}.{year}"
    amount = read_amount(raw, field=field)
    line = BudgetLine.objects.filter(partner=part.partner, category_key=category_key, year=year).first()
    if line is not None and line.amount_cents == amount.cents:
        return SavedAmount(line.pk, amount, line.version, reopened=False)
    if line is None and not amount:
        return SavedAmount(None, amount, 0, reopened=False)
    if line is not None and line.version != expected_version:
        raise AmountConflict(theirs=Money(line.amount_cents), version=line.version, yours=raw, field=field)
    if line is None:
        line = BudgetLine(
            application=part.application, partner=part.partner, category_key=category_key, year=year, version=0
        )
    line.amount_cents, line.version = amount.cents, line.version + 1
    line.saved_by, line.saved_at = by.account_id, now
    line.save()
    part.application.keep_totals()
    return SavedAmount(line.pk, amount, line.version, reopened=part.take_back_sign_off())
