"""Which applications am I part of, and what should I do next in each?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.queries.application_summary import ApplicationSummary, summarised
from deffinum.rooms.calls.words import ACTIVE_PARTNER_STATES, ApplicationState, PartnerState


@dataclass(frozen=True)
class MyApplication:
    """An application of one of my organisations. `next_step` says in words what is expected of me, '' if nothing."""

    summary: ApplicationSummary
    is_lead: bool
    next_step: str
    to_do: bool
    """The step waits for me: it is not only said."""
    can_write: bool

    @property
    def is_under_way(self) -> bool:
        """Being written or examined here: neither given up nor a project of public record."""
        return not self.summary.is_historical and self.summary.state != ApplicationState.WITHDRAWN


def my_applications(actor: Actor, *, now: datetime, call_id: uuid.UUID | None = None) -> tuple[MyApplication, ...]:
    """My consortia: those that wait for me first, then the most recent (two queries whatever their number).

    `call_id` keeps the applications to one call.
    """
    rows = Application.objects.of_organisations(actor.organisation_ids)
    mine = summarised(rows.filter(call_id=call_id) if call_id else rows)
    parts = Partner.objects.filter(
        application_id__in=[each.id for each in mine],
        organisation_id__in=actor.organisation_ids,
        state__in=ACTIVE_PARTNER_STATES,
    )
    waiting = {each.application_id for each in parts if each.state == PartnerState.JOINED and not each.is_lead}
    found = [_mine(each, actor=actor, to_sign=each.id in waiting, now=now) for each in mine]
    return tuple(sorted(found, key=lambda each: not each.to_do))


def _mine(summary: ApplicationSummary, *, actor: Actor, to_sign: bool, now: datetime) -> MyApplication:
    lead = actor.belongs_to(summary.lead_id)
    step, to_do = _next_step(summary, lead=lead, to_sign=to_sign, now=now)
    can_write = summary.state in {ApplicationState.DRAFT, ApplicationState.COMPLETING}
    return MyApplication(summary, lead, step, to_do, can_write)


def _next_step(summary: ApplicationSummary, *, lead: bool, to_sign: bool, now: datetime) -> tuple[str, bool]:
    if summary.state == ApplicationState.COMPLETING:
        return _("Complétez les pièces demandées."), True
    if summary.state != ApplicationState.DRAFT:
        return "", False
    if summary.closes_at is not None and now >= summary.closes_at:
        return _("La vague est close : le brouillon reste lisible."), False
    if lead:
        return _("Complétez le dossier, puis déposez-le avant la clôture."), True
    if to_sign:
        return _("Remplissez votre partie, puis validez-la."), True
    return _("Votre partie est validée : rien à faire."), False
