"""Who stands where around an application: its officers, its members, its lead."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Verdict, refused
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.people.public import Role, Scope

NOT_YOURS = _(
    "Cette page est celle d’un groupement dont vous n’êtes pas membre. Rien n’a été changé. "
    "Connectez-vous avec le compte qui a reçu l’invitation, ou demandez au chef de file de vous inviter."
)
LEAD_ONLY = _(
    "Seul le chef de file peut faire cela. Rien n’a été changé : demandez-le à la personne qui dépose le dossier."
)
PART_OF_ANOTHER = _(
    "Cette partie est celle d’un autre membre du groupement : vous pouvez la lire, lui seul peut l’écrire. "
    "Rien n’a été changé."
)
PLATFORM_SCOPES = (Scope.EVERYWHERE, Scope.PLAN)


def instructs(actor: Actor, call_id: uuid.UUID) -> bool:
    """Holds the officer's or the decider's role on this call, on the plan or everywhere."""
    return any(
        grant.role in {Role.OFFICER, Role.DECIDER} and (grant.scope in PLATFORM_SCOPES or grant.scope_id == call_id)
        for grant in actor.grants
    )


def is_member(actor: Actor, application: Application) -> bool:
    """Acts for an active member of the consortium (reads `application.partners`, prefetched or not)."""
    return actor.belongs_to(application.lead_id) or any(
        each.is_active and actor.belongs_to(each.organisation_id) for each in application.partners.all()
    )


def leads(actor: Actor, application: Application) -> Verdict:
    """Acts for the lead; the reason tells a partner from a stranger."""
    if not is_member(actor, application):
        return refused(NOT_YOURS)
    return ALLOWED if actor.belongs_to(application.lead_id) else refused(LEAD_ONLY)


def acts_for(actor: Actor, application: Application, partner: Partner) -> Verdict:
    """Acts for this very member."""
    if not is_member(actor, application):
        return refused(NOT_YOURS)
    return ALLOWED if partner.is_active and actor.belongs_to(partner.organisation_id) else refused(PART_OF_ANOTHER)
