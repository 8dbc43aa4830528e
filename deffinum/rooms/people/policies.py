"""Who may do what with accounts, organisations, mandates, roles and tokens."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import ALLOWED, Actor, Refused, Verdict, refused
from deffinum.rooms.people.models import (
    Invitation,
    Mandate,
    MandateRequest,
    Notification,
    Organisation,
    RoleGrantRow,
)
from deffinum.rooms.people.words import MandateKind, Role

SIGN_IN_FIRST = _("Connectez-vous pour continuer : rien n’a été changé.")
MEMBERS_ONLY = _(
    "Cette page est réservée aux personnes qui ont un mandat pour cette organisation. Demandez une invitation à "
    "l’un de ses représentants."
)
REPRESENTATIVES_ONLY = _(
    "Seul un représentant de l’organisation peut le faire. Rien n’a été changé : demandez-le à l’un d’eux."
)
ADMINISTRATORS_ONLY = _("Seul un administrateur de la plateforme peut le faire. Rien n’a été changé.")


def is_administrator(actor: Actor) -> bool:
    """Administers the whole platform, or is the platform itself."""
    return actor.kind == "platform" or (actor.kind == "person" and actor.has(Role.ADMINISTRATOR))


def own_account_id(actor: Actor) -> uuid.UUID:
    """The account in whose name the actor acts. Raises Refused for a visitor and for the platform."""
    if actor.account_id is None:
        raise Refused(SIGN_IN_FIRST)
    return actor.account_id


def _represents(actor: Actor, organisation_id: uuid.UUID) -> bool:
    """A token never governs its organisation: only persons do."""
    return actor.kind == "person" and actor.has(MandateKind.REPRESENTATIVE, organisation_id)


def _govern(actor: Actor, organisation_id: uuid.UUID) -> Verdict:
    if is_administrator(actor) or _represents(actor, organisation_id):
        return ALLOWED
    return refused(REPRESENTATIVES_ONLY if actor.is_known else SIGN_IN_FIRST)


def may_use_own_account(actor: Actor, *, now: datetime) -> Verdict:
    """Read and change one's own profile, preferences, notifications and data."""
    return ALLOWED if actor.kind == "person" else refused(SIGN_IN_FIRST)


def may_register_organisation(actor: Actor, *, now: datetime) -> Verdict:
    """Any signed-in person registers an organisation, and becomes its first representative."""
    return ALLOWED if actor.kind in {"person", "platform"} else refused(SIGN_IN_FIRST)


def may_see_organisation(actor: Actor, organisation: Organisation, *, now: datetime) -> Verdict:
    """The page of mandates, invitations and tokens: its members and the administrators."""
    if is_administrator(actor) or (actor.kind == "person" and actor.belongs_to(organisation.pk)):
        return ALLOWED
    return refused(MEMBERS_ONLY if actor.is_known else SIGN_IN_FIRST)


def may_edit_organisation(actor: Actor, organisation: Organisation, *, now: datetime) -> Verdict:
    """Its representatives and the administrators."""
    return _govern(actor, organisation.pk)


def may_invite(actor: Actor, organisation: Organisation, *, now: datetime) -> Verdict:
    """A representative invites, a contributor does not; also: withdraw and send again."""
    return _govern(actor, organisation.pk)


def may_answer_mandate_request(actor: Actor, request: MandateRequest, *, now: datetime) -> Verdict:
    """The organisation's representatives and the administrators."""
    return _govern(actor, request.organisation_id)


def may_end_mandate(actor: Actor, mandate: Mandate, *, now: datetime) -> Verdict:
    """One's own mandate, or any of an organisation that one represents."""
    if actor.kind == "person" and actor.account_id == mandate.account_id:
        return ALLOWED
    return _govern(actor, mandate.organisation_id)


def may_make_tokens(actor: Actor, organisation: Organisation, *, now: datetime) -> Verdict:
    """Open, list and revoke API tokens: its representatives and the administrators."""
    return _govern(actor, organisation.pk)


def may_manage_roles(actor: Actor, *, now: datetime) -> Verdict:
    """Give and end roles on the plan, on calls and on the platform."""
    if is_administrator(actor):
        return ALLOWED
    return refused(ADMINISTRATORS_ONLY if actor.is_known else SIGN_IN_FIRST)


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose page the actor may open."""
    if is_administrator(actor):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=actor.organisation_ids if actor.kind == "person" else ())


def visible_notifications(actor: Actor) -> QuerySet[Notification]:
    """One's own notifications, those wanted in the platform."""
    if actor.kind != "person":
        return Notification.objects.none()
    return Notification.objects.filter(account_id=own_account_id(actor), on_page=True)


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of the organisations whose page the actor may open."""
    return Invitation.objects.filter(organisation__in=visible_organisations(actor))


def visible_roles(actor: Actor) -> QuerySet[RoleGrantRow]:
    """Administrators see every role; a person sees their own."""
    if is_administrator(actor):
        return RoleGrantRow.objects.all()
    return RoleGrantRow.objects.filter(account_id=actor.account_id) if actor.account_id else RoleGrantRow.objects.none()
