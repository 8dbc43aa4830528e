"""Accept or decline an invitation to act for an organisation."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.start_mandate import start_mandate
from deffinum.rooms.people.lifecycle import INVITATION
from deffinum.rooms.people.models import Account, Invitation
from deffinum.rooms.people.policies import may_use_own_account, own_account_id
from deffinum.rooms.people.queries.topics import INVITATION as INVITATION_TOPIC
from deffinum.rooms.people.words import InvitationState


class InvitationUnknown(DomainError):
    """No invitation has this secret: the link is cut, or a later mail replaced it."""

    status = 404


class InvitationExpired(DomainError):
    """Its fourteen days are over."""

    status = 410


class InvitationForeign(DomainError):
    """The signed-in address is not the invited one."""

    status = 403


class InvitationAnswered(DomainError):
    """It was accepted, declined or withdrawn before."""


@command("people.accept_invitation")
def accept_invitation(*, secret_digest: str, by: Actor, now: datetime) -> uuid.UUID:
    """Accept: a mandate starts today; returns the organisation's identifier.

    `secret_digest` is the SHA-256 of the link's secret (the log never sees the secret itself). Raises Refused,
    InvitationUnknown, InvitationAnswered, InvitationExpired, InvitationForeign.
    """
    invitation, account = _answerable(secret_digest, by=by, now=now)
    INVITATION.move(invitation, "accept", by=by, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(answered_by=account, answered_at=now)
    start_mandate(
        account_id=account.pk, organisation_id=invitation.organisation_id, kind=invitation.kind, by=by, now=now
    )
    _tell(invitation, account, "accepté", "accepted", by=by, now=now)
    return invitation.organisation_id


@command("people.decline_invitation")
def decline_invitation(*, secret_digest: str, by: Actor, now: datetime) -> None:
    """Decline: nothing starts, and the person who invited is told. Raises what `accept_invitation` raises."""
    invitation, account = _answerable(secret_digest, by=by, now=now)
    INVITATION.move(invitation, "decline", by=by, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(answered_by=account, answered_at=now)
    _tell(invitation, account, "décliné", "declined", by=by, now=now)


def _answerable(secret_digest: str, *, by: Actor, now: datetime) -> tuple[Invitation, Account]:
    may_use_own_account(by, now=now).require()
    account = Account.objects.get(pk=own_account_id(by))
    invitation = (
        Invitation.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .filter(secret_hash=secret_digest)
        .first()
    )
    if invitation is None:
        raise InvitationUnknown(_("Ce lien n’ouvre aucune invitation : utilisez le dernier courriel reçu, en entier."))
    if invitation.state != InvitationState.SENT:
        raise InvitationAnswered(_("Cette invitation a déjà reçu une réponse ou a été retirée. Rien n’a été changé."))
    if invitation.expires_at <= now:
        raise InvitationExpired(
            _("Cette invitation a expiré. Rien n’a été changé : demandez à son auteur de la renvoyer.")
        )
    if account.email.lower() != invitation.email.lower():
        raise InvitationForeign(
            _(
                "Cette invitation a été envoyée à une autre adresse que la vôtre. Rien n’a été changé : "
                "connectez-vous avec l’adresse invitée."
            )
        )
    return invitation, account


def _tell(invitation: Invitation, account: Account, french: str, english: str, *, by: Actor, now: datetime) -> None:
    organisation = invitation.organisation.name
    notify(
        account_ids=(invitation.invited_by_id,),
        topic=INVITATION_TOPIC,
        title=Text(
            f"{account.name} a {french} votre invitation ({organisation})",
            f"{account.name} {english} your invitation ({organisation})",
        ),
        body=Text(""),
        address=f"/organisations/{invitation.organisation_id}/",
        dedupe_key=f"people.invitation_answered:{invitation.pk}",
        by=by,
        now=now,
    )
