"""Who may keep the plan's states and figures. Everything recorded is public at once."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.people.public import Role
from deffinum.rooms.plan.models import Plan


def may_record_on_plan(actor: Actor, plan: Plan | None, *, now: datetime) -> Verdict:
    """Officers and administrators, on this plan or everywhere; the platform itself for its reference data."""
    scope_id = plan.pk if plan is not None else None
    if actor.kind == "platform" or any(actor.has(role, scope_id) for role in (Role.OFFICER, Role.ADMINISTRATOR)):
        return ALLOWED
    if not actor.is_known:
        return refused(_("Connectez-vous avec un compte d’agent pour tenir à jour le plan."))
    return refused(
        _("Seuls les agents du plan enregistrent un état, un montant ou un chiffre. Rien n’a été enregistré.")
    )
