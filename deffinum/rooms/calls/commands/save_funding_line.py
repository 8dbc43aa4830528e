"""Keep one line of a member's financing plan."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.commands.save_budget_line import AmountConflict, SavedAmount
from deffinum.rooms.calls.models import FundingLine
from deffinum.rooms.calls.queries.typed_amount import read_amount
from deffinum.rooms.calls.words import FundingKind, PartKind

NAMED_KINDS = (FundingKind.COFUNDER, FundingKind.VALUED)


class FundingRefused(DomainError):
    """The line has no name, or a name already taken in this plan."""

    status: ClassVar[int] = 422


class FundingLineUnknown(DomainError):
    """The line was removed in between."""

    status: ClassVar[int] = 404


@command("calls.save_funding_line", sealed=("raw",))
def save_funding_line(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID,
    kind: str,
    raw: str,
    expected_version: int,
    label: str = "",
    line_id: uuid.UUID | None = None,
    by: Actor,
    now: datetime,
) -> SavedAmount:
    """Keep an amount of the plan; the application's aid follows.

    Aid and own funding have one line each, without name. A co-funder or a valued contribution has a name; without
    `line_id` a line is added, and an empty amount removes the line. Raises Refused, FundingRefused, AmountRefused,
    AmountConflict, FundingLineUnknown.
    """
    part = OpenPart.lock(application_id=application_id, partner_id=partner_id, kind=PartKind.FUNDING, by=by, now=now)
    if kind not in FundingKind.values:
        raise FundingRefused(_("Choisissez la nature de ce financement."), field="kind")
    named = FundingKind(kind) in NAMED_KINDS
    label = label.strip()[:200] if named else ""
    line = _line(part, FundingKind(kind), label, line_id)
    field = f"funding.{line_id or kind}"
    amount = read_amount(raw, field=field)
    if named and line_id is not None and line is not None and not raw.strip():
        return _remove(part, line, expected_version, raw, field=field)
    if named and not label:
        raise FundingRefused(_("Nommez ce financeur ou cet apport : le montant n’est pas encore gardé."), field="label")
    if line is not None and (line.amount_cents, line.label) == (amount.cents, label):
        return SavedAmount(line.pk, amount, line.version, reopened=False)
    if line is not None and line_id is None and named:
        line = None  # another line has this name: said below
    if line is not None and line.version != expected_version:
        raise AmountConflict(theirs=Money(line.amount_cents), version=line.version, yours=raw, field=field)
    same_name = FundingLine.objects.filter(partner=part.partner, kind=kind, label=label)
    if named and any(each.pk != (line.pk if line else None) for each in same_name):
        raise FundingRefused(
            _("« %(label)s » est déjà dans ce plan : corrigez sa ligne plutôt que d’en ajouter une.")
            % {"label": label},
            field="label",
        )
    if line is None:
        line = FundingLine(application=part.application, partner=part.partner, kind=kind, version=0)
    line.label, line.amount_cents, line.version = label, amount.cents, line.version + 1
    line.saved_by, line.saved_at = by.account_id, now
    line.save()
    part.application.keep_totals()
    return SavedAmount(line.pk, amount, line.version, reopened=part.take_back_sign_off())


def _line(part: OpenPart, kind: FundingKind, label: str, line_id: uuid.UUID | None) -> FundingLine | None:
    lines = FundingLine.objects.filter(partner=part.partner, kind=kind)
    if kind not in NAMED_KINDS:
        return lines.first()
    if line_id is None:
        # A repeated request to add the same line finds it: nothing is added twice.
        return lines.filter(label=label).first() if label else None
    found = lines.filter(pk=line_id).first()
    if found is None:
        raise FundingLineUnknown(_("Cette ligne a été supprimée entre-temps. Ajoutez-la de nouveau si elle est utile."))
    return found


def _remove(part: OpenPart, line: FundingLine, expected_version: int, raw: str, *, field: str) -> SavedAmount:
    if line.version != expected_version:
        raise AmountConflict(theirs=Money(line.amount_cents), version=line.version, yours=raw, field=field)
    line.delete()
    part.application.keep_totals()
    return SavedAmount(None, Money(0), 0, reopened=part.take_back_sign_off())
