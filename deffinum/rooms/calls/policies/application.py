"""Who may do what with an application as a whole: see it, start it, gather its members, deposit it, give it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Partner, Wave
from deffinum.rooms.calls.models.application import ApplicationQuerySet
from deffinum.rooms.calls.policies.consortium import NOT_YOURS, PLATFORM_SCOPES, instructs, is_member, leads
from deffinum.rooms.calls.words import ApplicationState, CallState
from deffinum.rooms.people.public import Role

DEPOSITED = _("Le dossier est déposé : il ne peut plus être modifié. Rien n’a été changé.")
WITHDRAWN = _("La candidature a été retirée : elle ne peut plus être modifiée. Rien n’a été changé.")


def visible_applications(actor: Actor) -> ApplicationQuerySet:
    """The actor's own consortia; for officers, every application deposited on their calls."""
    everything = Application.objects.all()
    if actor.kind == "platform":
        return everything
    seen = Q(pk__in=Application.objects.of_organisations(actor.organisation_ids).values("pk"))
    officer = [grant for grant in actor.grants if grant.role in {Role.OFFICER, Role.DECIDER}]
    deposited = Q(submitted_at__isnull=False) | Q(is_historical=True)
    if any(grant.scope in PLATFORM_SCOPES for grant in officer):
        seen |= deposited
    elif officer:
        seen |= deposited & Q(call_id__in=[grant.scope_id for grant in officer])
    return everything.filter(seen)


def may_see_application(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Read the whole file: its consortium; officers of the call once it was deposited."""
    deposited = application.submitted_at is not None or application.is_historical
    if actor.kind == "platform" or is_member(actor, application):
        return ALLOWED
    return ALLOWED if deposited and instructs(actor, application.call_id) else refused(NOT_YOURS)


def may_start_application(actor: Actor, wave: Wave, organisation_id: uuid.UUID, *, now: datetime) -> Verdict:
    """Open an application on this wave for this organisation."""
    if not actor.is_known:
        return refused(_("Connectez-vous pour ouvrir une candidature."))
    if not actor.belongs_to(organisation_id):
        return refused(
            _(
                "Vous n’avez pas de mandat en cours pour cette organisation. Rien n’a été créé : demandez à son "
                "représentant de vous inviter."
            )
        )
    if wave.call.state != CallState.PUBLISHED or not wave.opens_at <= now < wave.closes_at:
        return refused(_("Cette vague n’est pas ouverte : aucune candidature ne peut y être commencée."))
    return ALLOWED


def _lead_of_draft(actor: Actor, application: Application) -> Verdict:
    verdict = leads(actor, application)
    if not verdict or application.state == ApplicationState.DRAFT:
        return verdict
    return refused(WITHDRAWN if application.state == ApplicationState.WITHDRAWN else DEPOSITED)


def may_invite_partner(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Invite a member: the lead, as long as the file is a draft."""
    return _lead_of_draft(actor, application)


def may_remove_partner(actor: Actor, partner: Partner, *, now: datetime) -> Verdict:
    """Take a member out: the lead, as long as the file is a draft; never the lead itself."""
    verdict = _lead_of_draft(actor, partner.application)
    if verdict and partner.is_lead:
        return refused(
            _("Le chef de file ne peut pas être retiré : retirez plutôt la candidature, ou changez de groupement.")
        )
    return verdict


def may_submit(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Deposit: the lead, a draft, on time (PRODUCT rule 6). Completeness is the command's matter."""
    verdict = _lead_of_draft(actor, application)
    if verdict and application.punctuality(now) is None:
        return refused(_("La vague est close : cette candidature ne peut plus être déposée."))
    return verdict


WithdrawalCheck = Callable[[uuid.UUID], Verdict]
"""May a deposited application (its id) still be withdrawn? A refusal says what to do instead."""
_WITHDRAWAL_CHECKS: dict[str, WithdrawalCheck] = {}


def register_withdrawal_check(key: str, check: WithdrawalCheck) -> None:
    """An upper room knows what stops a withdrawal: `register_withdrawal_check("grants.award", …)`, in `reactions.py`.

    The check reads under the lock of the application: what it refuses must be written under that lock too.
    """
    _WITHDRAWAL_CHECKS[key] = check


def may_withdraw(actor: Actor, application: Application, *, now: datetime) -> Verdict:
    """Give up: the lead, at any moment before withdrawal, unless an upper room refuses (the aid is signed for)."""
    verdict = leads(actor, application)
    if not verdict:
        return verdict
    if application.state == ApplicationState.WITHDRAWN:
        return refused(WITHDRAWN)
    checks = _WITHDRAWAL_CHECKS.values() if application.state != ApplicationState.DRAFT else ()
    return next((verdict for verdict in (check(application.pk) for check in checks) if not verdict), ALLOWED)
