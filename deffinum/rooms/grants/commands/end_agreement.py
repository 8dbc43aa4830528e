"""Close an agreement: everything was accepted and paid."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement, LedgerEntry
from deffinum.rooms.grants.policies import may_end
from deffinum.rooms.grants.queries.balance import balance_of
from deffinum.rooms.grants.words import DeliverableState


class EndRefused(DomainError):
    """Something is still to be paid or accepted."""

    status: ClassVar[int] = 409


@command("grants.end_agreement")
def end_agreement(*, agreement_id: uuid.UUID, by: Actor, now: datetime) -> Agreement:
    """Raises Refused, EndRefused."""
    agreement = Agreement.objects.locked().get(pk=agreement_id)
    may_end(by, agreement, now=now).require()
    left = balance_of(LedgerEntry.objects.filter(award_id=agreement.award_id)).left_to_pay
    if left:
        raise EndRefused(
            _("Il reste %(left)s à payer : la convention n’est pas soldée.")
            % {"left": left.display(get_language() or "fr")}
        )
    if agreement.deliverables.exclude(state=DeliverableState.ACCEPTED).exists():
        raise EndRefused(_("Un livrable n’est pas encore accepté : la convention n’est pas soldée."))
    AGREEMENT.move(agreement, "end", by=by, now=now)
    return agreement
