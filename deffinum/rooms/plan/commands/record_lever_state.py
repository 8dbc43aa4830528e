"""Add a state to a lever's history."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import PartialDate
from deffinum.rooms.plan.commands.evidence import Evidence
from deffinum.rooms.plan.events import LeverStateRecorded
from deffinum.rooms.plan.models import Lever, LeverStateEntry
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.words import LeverState


class LeverUnknown(DomainError):
    """No lever has this slug."""

    status = 404


class StateOutOfOrder(DomainError):
    """The date is before that of the state that stands."""


@command("plan.record_lever_state")
def record_lever_state(
    *,
    lever_slug: str,
    state: str,
    evidence: Evidence,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Add a state entry (the table is append-only) and publish LeverStateRecorded; returns the entry's id.

    Raises Refused, LeverUnknown, StateOutOfOrder, DateInTheFuture, ReasonMissing, SourceUnusable.
    """
    lever = (
        Lever.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan")
        .filter(slug=lever_slug)
        .first()
    )
    may_record_on_plan(by, lever.plan if lever else None, now=now).require()
    if lever is None:
        raise LeverUnknown(_("Ce levier n’existe pas. Rien n’a été enregistré : choisissez-le dans la liste."))
    last = LeverStateEntry.objects.filter(lever=lever).order_by("-rank").first()
    columns = evidence.columns(by=by, now=now)
    if last is not None and evidence.as_of.is_before(PartialDate(last.as_of)):
        raise StateOutOfOrder(
            _(
                "L’état « %(state)s », daté de %(date)s, est plus récent. L’historique ne se récrit pas : "
                "rien n’a été enregistré. Indiquez une date égale ou postérieure."
            )
            % {"state": LeverState(last.state).label, "date": PartialDate(last.as_of).display(get_language() or "fr")},
            field="as_of",
        )
    entry = LeverStateEntry.objects.create(
        lever=lever,
        rank=(last.rank if last else 0) + 1,
        state=LeverState(state),
        **columns,
    )
    publish(LeverStateRecorded(lever_id=lever.pk, entry_id=entry.pk, state=entry.state, as_of=entry.as_of))
    return entry.pk
