"""Who may write, validate and reopen a part of an application."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.after_deposit import TOO_LATE_TO_COMPLETE, open_request
from deffinum.rooms.calls.policies.application import DEPOSITED, WITHDRAWN
from deffinum.rooms.calls.policies.consortium import acts_for, leads
from deffinum.rooms.calls.words import ApplicationState, PartKind, PartnerState

NOT_ASKED_FOR = _(
    "Le dossier est déposé : seules les pièces demandées par l’équipe du plan peuvent être changées. "
    "Rien n’a été changé."
)


def _writable(
    application: Application, *, now: datetime, kind: PartKind, key: str, partner_id: uuid.UUID | None
) -> Verdict:
    """Is this part of the file open to changes in the state the application is in?"""
    if application.state == ApplicationState.DRAFT:
        return ALLOWED
    if application.state == ApplicationState.WITHDRAWN:
        return refused(WITHDRAWN)
    request = open_request(application)
    if request is None:
        return refused(DEPOSITED)
    wanted = {"kind": kind, "key": key, "partner_id": str(partner_id) if partner_id else None}
    if not any({name: item.get(name) for name in wanted} == wanted for item in request.items):
        return refused(NOT_ASKED_FOR)
    return ALLOWED if now < request.until else refused(TOO_LATE_TO_COMPLETE)


def may_edit_part(
    actor: Actor, application: Application, partner: Partner | None, *, now: datetime, kind: PartKind, key: str = ""
) -> Verdict:
    """Write a part: the consortium's own (`partner` None) by the lead, a member's by that member only.

    `key` is the section's or the piece's; '' for the identity, the budget and the financing plan.
    """
    verdict = leads(actor, application) if partner is None else acts_for(actor, application, partner)
    if not verdict:
        return verdict
    return _writable(application, now=now, kind=kind, key=key, partner_id=partner.pk if partner else None)


def may_rename_application(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Change the title, the duration and the reach of the project."""
    return may_edit_part(actor, application, None, now=now, kind=PartKind.IDENTITY)


def _own_part(actor: Actor, partner: Partner) -> Verdict:
    verdict = acts_for(actor, partner.application, partner)
    stopped = {ApplicationState.WITHDRAWN: WITHDRAWN, ApplicationState.SUBMITTED: DEPOSITED}
    reason = stopped.get(ApplicationState(partner.application.state)) if verdict else None
    return refused(reason) if reason else verdict


def may_sign_off_part(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Validate one's own part."""
    verdict = _own_part(actor, partner)
    if verdict and partner.state == PartnerState.SIGNED_OFF:
        return refused(_("Votre partie est déjà validée. Rien n’a été changé."))
    return verdict


def may_reopen_part(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Take back one's own validation."""
    verdict = _own_part(actor, partner)
    if verdict and partner.state != PartnerState.SIGNED_OFF:
        return refused(_("Votre partie n’est pas validée : elle est déjà ouverte."))
    return verdict
