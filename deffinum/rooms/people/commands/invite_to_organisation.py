"""Invite a person, by mail, to act for an organisation; send the invitation again; withdraw it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.events import InvitationSent
from deffinum.rooms.people.lifecycle import INVITATION
from deffinum.rooms.people.models import Invitation, Mandate, Organisation
from deffinum.rooms.people.policies import may_invite, own_account_id
from deffinum.rooms.people.queries.secrets import digest_of, invitation_secret
from deffinum.rooms.people.words import InvitationState, MandateKind

INVITATION_LIFE = timedelta(days=14)


class WrongAddress(DomainError):
    """Not an e-mail address."""

    status = 422


class AlreadyMember(DomainError):
    """The person already holds this mandate."""


class AlreadyInvited(DomainError):
    """The person has an invitation that is still open."""


class InvitationClosed(DomainError):
    """The invitation has been answered or withdrawn."""


@command("people.invite_to_organisation", personal=("email",))
def invite_to_organisation(*, organisation_id: uuid.UUID, email: str, kind: str, by: Actor, now: datetime) -> uuid.UUID:
    """Send an invitation that lasts fourteen days; returns its identifier.

    An earlier invitation that has expired is sent again. Raises Refused, WrongAddress, AlreadyMember, AlreadyInvited.
    """
    # The organisation's row orders two invitations to the same person.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    may_invite(by, organisation, now=now).require()
    address = _checked_address(email)
    _refuse_member(organisation, address=address, kind=kind, now=now)
    pending = (
        Invitation.objects.select_for_update(no_key=True)
        .filter(organisation=organisation, email=address, state=InvitationState.SENT)
        .first()
    )
    if pending is not None and pending.expires_at > now:
        raise AlreadyInvited(
            _(
                "Cette personne a déjà une invitation ouverte. Rien n’a été envoyé en double : vous pouvez renvoyer ou "
                "retirer l’invitation dans la liste."
            ),
            field="email",
        )
    invitation = pending or Invitation(
        organisation=organisation, email=address, invited_by_id=own_account_id(by), invited_at=now
    )
    invitation.kind = kind
    _send(invitation, now=now)
    return invitation.pk


@command("people.resend_invitation")
def resend_invitation(*, invitation_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Send again, for fourteen more days; the earlier link no longer works. Raises Refused, InvitationClosed."""
    invitation = _open_invitation(invitation_id)
    may_invite(by, invitation.organisation, now=now).require()
    _send(invitation, now=now)


@command("people.revoke_invitation")
def revoke_invitation(*, invitation_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Withdraw an invitation that has no answer yet. Raises Refused, InvitationClosed."""
    invitation = _open_invitation(invitation_id)
    may_invite(by, invitation.organisation, now=now).require()
    INVITATION.move(invitation, "revoke", by=by, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(answered_by_id=by.account_id, answered_at=now)


def _open_invitation(invitation_id: uuid.UUID) -> Invitation:
    invitation = (
        Invitation.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=invitation_id)
    )
    if invitation.state != InvitationState.SENT:
        raise InvitationClosed(_("Cette invitation a déjà reçu une réponse ou a été retirée. Rien n’a été changé."))
    return invitation


def _send(invitation: Invitation, *, now: datetime) -> None:
    secret = invitation_secret(invitation_id=invitation.pk, sent_at=now)
    invitation.sent_at, invitation.expires_at, invitation.mailed_at = now, now + INVITATION_LIFE, None
    invitation.secret_hash = digest_of(secret)
    invitation.save()
    publish(InvitationSent(invitation.pk, now))


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise WrongAddress(
            _("« %(email)s » n’est pas une adresse de courriel. Rien n’a été envoyé.") % {"email": email[:60]},
            field="email",
        ) from None
    return address


def _refuse_member(organisation: Organisation, *, address: str, kind: str, now: datetime) -> None:
    held = Mandate.objects.in_force(day_of(now)).filter(organisation=organisation, account__email__iexact=address)
    if held.filter(kind__in=(kind, MandateKind.REPRESENTATIVE)).exists():
        raise AlreadyMember(
            _("Cette personne agit déjà pour l’organisation. Aucune invitation n’a été envoyée."), field="email"
        )
