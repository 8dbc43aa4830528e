"""Is this invitation still good, and for this reader?"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.design.formats import instant_text
from deffinum.foundation.errors import DomainError
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.words import ApplicationState, PartnerState


class InvitationUnknown(DomainError):
    """No invitation has this secret."""

    status: ClassVar[int] = 404


class InvitationOver(DomainError):
    """The invitation expired, was revoked, or the file was deposited without it."""

    status: ClassVar[int] = 410


class InvitationAnswered(DomainError):
    """The invitation was answered before."""


class InvitationForeign(DomainError):
    """The invitation was sent to another address than the reader's."""

    status: ClassVar[int] = 403


def invitation_of(secret: str) -> Partner:
    """The invitation of this secret, whatever became of it. Raises InvitationUnknown."""
    found = (
        Partner.objects.of_secret(secret)
        .select_related("application__call", "application__lead", "organisation")
        .first()
    )
    if found is None:
        raise InvitationUnknown(
            _(
                "Ce lien d’invitation n’est pas reconnu : il est peut-être incomplet. Recopiez-le en entier depuis le "
                "courriel, ou demandez au chef de file de vous inviter de nouveau."
            )
        )
    return found


def check_invitation(partner: Partner, *, email: str, now: datetime) -> None:
    """Raise InvitationOver, InvitationAnswered or InvitationForeign with what happened and what to do.

    `email` is the reader's address ('' for a visitor: who it was sent to is then not checked yet).
    """
    if partner.state == PartnerState.REMOVED:
        raise InvitationOver(
            _(
                "Le chef de file a retiré cette invitation. Rien n’est perdu de votre côté : écrivez-lui si c’est une "
                "erreur."
            )
        )
    if partner.state == PartnerState.DECLINED:
        raise InvitationAnswered(
            _(
                "Cette invitation a été déclinée. Si vous avez changé d’avis, demandez au chef de file une autre "
                "invitation."
            )
        )
    if partner.state != PartnerState.INVITED:
        raise InvitationAnswered(
            _("Cette invitation a déjà servi : votre organisation est dans le groupement. Ouvrez « Mes candidatures ».")
        )
    if partner.expires_at is not None and now >= partner.expires_at:
        raise InvitationOver(
            _(
                "Cette invitation a expiré le %(instant)s. Rien n’est perdu : demandez au chef de file de vous en "
                "envoyer une nouvelle."
            )
            % {"instant": instant_text(partner.expires_at)}
        )
    if email and email.casefold() != partner.invited_email.casefold():
        raise InvitationForeign(
            _(
                "Cette invitation a été envoyée à une autre adresse que la vôtre (%(email)s). Rien n’a été changé : "
                "connectez-vous avec l’adresse qui l’a reçue, ou demandez au chef de file d’inviter votre adresse."
            )
            % {"email": email}
        )
    if partner.application.state != ApplicationState.DRAFT:
        raise InvitationOver(
            _("Le dossier n’est plus en préparation : le groupement ne peut plus accueillir de membre.")
        )
