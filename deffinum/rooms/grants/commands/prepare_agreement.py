"""Change a draft agreement: its dates, its deliverables, the expected payments."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.models import Agreement, Deliverable
from deffinum.rooms.grants.policies import may_prepare_agreement
from deffinum.rooms.grants.queries.schedule import after_months, last_day

LONGEST = 120
"""Months: the longest agreement that the platform writes."""


class DraftRefused(DomainError):
    """A duration, a month or a title that an agreement cannot hold."""

    status: ClassVar[int] = 422


@dataclass(frozen=True)
class DeliverableDraft:
    """A line of the draft; `id` is None for a new one. `month`: month of the project, from 1."""

    id: uuid.UUID | None
    title: str
    month: int


@command("grants.prepare_agreement")
def prepare_agreement(
    *,
    agreement_id: uuid.UUID,
    starts_on: date,
    months: int,
    deliverables: Sequence[DeliverableDraft],
    expected: Mapping[uuid.UUID, date | None],
    by: Actor,
    now: datetime,
) -> Agreement:
    """Write the draft. A line left out is removed, unless it makes a tranche payable.

    `expected`: day of each tranche's expected payment. Raises Refused, DraftRefused.
    """
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    may_prepare_agreement(by, agreement, now=now).require()
    if not 1 <= months <= LONGEST:
        raise DraftRefused(_("La durée se compte en mois, de 1 à 120. Rien n’a été enregistré."), field="months")
    agreement.starts_on, agreement.ends_on = starts_on, last_day(starts_on, months)
    agreement.save(update_fields=["starts_on", "ends_on"])
    _write_deliverables(agreement, starts_on, months, deliverables)
    for tranche in agreement.tranches.all():
        if tranche.pk in expected:
            tranche.expected_on = expected[tranche.pk]
            tranche.save(update_fields=["expected_on"])
    return agreement


def _write_deliverables(agreement: Agreement, starts_on: date, months: int, drafts: Sequence[DeliverableDraft]) -> None:
    known = {each.pk: each for each in agreement.deliverables.all()}
    kept = {each.id for each in drafts}
    for each in known.values():
        if each.pk not in kept and each.unlocks_id is not None:
            raise DraftRefused(
                _(
                    "« %(title)s » rend une tranche payable : ce livrable ne peut pas être retiré. Rien "
                    "n’a été enregistré."
                )
                % {"title": each.title},
                field="deliverables",
            )
    for draft in drafts:
        if not draft.title.strip() or not 1 <= draft.month <= months:
            raise DraftRefused(
                _("Chaque livrable a un titre et un mois compris dans la durée du projet. Rien n’a été enregistré."),
                field="deliverables",
            )
    agreement.deliverables.exclude(pk__in=[each for each in kept if each]).delete()
    # Ranks are unique: old rows step aside before the new order is written.
    for position, row in enumerate(agreement.deliverables.all(), start=1):
        agreement.deliverables.filter(pk=row.pk).update(rank=1000 + position)
    for rank, draft in enumerate(sorted(drafts, key=lambda each: each.month), start=1):
        words = {"title": draft.title.strip(), "month": draft.month, "due_on": after_months(starts_on, draft.month)}
        if draft.id in known:
            agreement.deliverables.filter(pk=draft.id).update(rank=rank, **words)
        else:
            Deliverable.objects.create(agreement=agreement, rank=rank, **words)
