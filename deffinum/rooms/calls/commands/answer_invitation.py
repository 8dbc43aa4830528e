"""Accept or decline an invitation into a consortium."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.design.formats import instant_text
from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.invite_partner import secret_hash
from deffinum.rooms.calls.commands.open_part import locked_application
from deffinum.rooms.calls.events import PartnerAnswered
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.words import ApplicationState, PartnerState
from deffinum.rooms.people.public import Account


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


class OrganisationRefused(DomainError):
    """The person has no mandate for it, or it is already a member."""

    status: ClassVar[int] = 422


def invitation_of(secret: str) -> Partner:
    """The invitation of this secret, whatever became of it. Raises InvitationUnknown."""
    found = (
        Partner.objects.select_related("application__call", "application__lead", "organisation")
        .filter(secret_hash=secret_hash(secret))
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
            _("Le chef de file a retiré cette invitation. Rien n’est perdu de votre côté : écrivez-lui si c’est une erreur.")
        )
    if partner.state == PartnerState.DECLINED:
        raise InvitationAnswered(
            _("Cette invitation a été déclinée. Si vous avez changé d’avis, demandez au chef de file une autre invitation.")
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


@command("calls.answer_invitation")
def answer_invitation(
    *, secret: str, accept: bool, organisation_id: uuid.UUID | None = None, by: Actor, now: datetime
) -> Partner:
    """Join the consortium with one of one's organisations, or decline.

    Raises InvitationUnknown, InvitationOver, InvitationAnswered, InvitationForeign, OrganisationRefused.
    """
    application = locked_application(invitation_of(secret).application_id)
    partner = invitation_of(secret)
    partner.application = application
    email = Account.objects.filter(pk=by.account_id).values_list("email", flat=True).first()
    check_invitation(partner, email=email or "?", now=now)
    if accept:
        _join(application, partner, organisation_id, by=by, now=now)
    else:
        PARTNER.move(partner, "decline", by=by, now=now)
    events.publish(PartnerAnswered(application_id=application.pk, partner_id=partner.pk, accepted=accept))
    return partner


def _join(
    application: Application, partner: Partner, organisation_id: uuid.UUID | None, *, by: Actor, now: datetime
) -> None:
    if not by.belongs_to(organisation_id):
        raise OrganisationRefused(
            _("Choisissez une organisation pour laquelle vous avez un mandat en cours, ou enregistrez la vôtre."),
            field="organisation",
        )
    if application.partners.active().filter(organisation_id=organisation_id).exists():
        raise OrganisationRefused(
            _(
                "Cette organisation est déjà membre du groupement : elle n’y entre qu’une fois. Choisissez-en une autre, "
                "ou déclinez l’invitation."
            ),
            field="organisation",
        )
    PARTNER.move(partner, "accept", by=by, now=now)
    partner.organisation_id, partner.joined_at = organisation_id, now
    partner.save(update_fields=["organisation", "joined_at"])
