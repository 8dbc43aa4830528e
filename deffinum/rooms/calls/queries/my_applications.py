"""Which applications am I part of, and what should I do next in each?"""

from __future__ import annotations

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
    can_write: bool


def my_applications(actor: Actor, *, now: datetime) -> tuple[MyApplication, ...]:
    """My consortia, the most recent first (two queries whatever their number)."""
    mine = summarised(Application.objects.of_organisations(actor.organisation_ids))
    parts = Partner.objects.filter(
        application_id__in=[each.id for each in mine],
        organisation_id__in=actor.organisation_ids,
        state__in=ACTIVE_PARTNER_STATES,
    )
    waiting = {each.application_id for each in parts if each.state == PartnerState.JOINED and not each.is_lead}
    return tuple(
        MyApplication(
            summary=each,
            is_lead=actor.belongs_to(each.lead_id),
            next_step=_next_step(each, lead=actor.belongs_to(each.lead_id), to_sign=each.id in waiting, now=now),
            can_write=each.state in {ApplicationState.DRAFT, ApplicationState.COMPLETING},
        )
        for each in mine
    )


def _next_step(summary: ApplicationSummary, *, lead: bool, to_sign: bool, now: datetime) -> str:
    if summary.state == ApplicationState.COMPLETING:
        return _("Complétez les pièces demandées.")
    if summary.state != ApplicationState.DRAFT:
        return ""
    if summary.closes_at is not None and now >= summary.closes_at:
        return _("La vague est close : le brouillon reste lisible.")
    if lead:
        return _("Complétez le dossier, puis déposez-le avant la clôture.")
    return _("Remplissez votre partie, puis validez-la.") if to_sign else _("Votre partie est validée : rien à faire.")
