"""Invite an organisation into the consortium, by mail."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import PartnerInvited
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.models.partner import secret_hash
from deffinum.rooms.calls.policies.application import may_invite_partner
from deffinum.rooms.calls.words import PartnerRole, PartnerState

INVITATION_DAYS = 21
"""How long an invitation can be answered."""


class InvalidInvitation(DomainError):
    """The name or the address is missing or wrong."""

    status: ClassVar[int] = 422


class AlreadyInvited(DomainError):
    """This address already has an invitation that waits for an answer."""


@command("calls.invite_partner", personal=("name", "email"))
def invite_partner(*, application_id: uuid.UUID, name: str, email: str, by: Actor, now: datetime) -> Partner:
    """Create the invitation and publish PartnerInvited (the mail is sent by its reaction).

    An invitation whose delay is over is replaced. Raises Refused, InvalidInvitation, AlreadyInvited.
    """
    application = Application.objects.locked().get(pk=application_id)
    may_invite_partner(by, application, now=now).require()
    name, email = name.strip()[:200], email.strip().lower()
    if not name:
        raise InvalidInvitation(_("Indiquez le nom de l’organisation à inviter."), field="name")
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInvitation(
            _("« %(email)s » n’est pas une adresse électronique. Aucune invitation n’est partie.") % {"email": email},
            field="email",
        ) from None
    _refuse_second(application, email=email, by=by, now=now)
    partner = Partner(
        application=application,
        invited_name=name,
        invited_email=email,
        invited_by=by.account_id,
        role=PartnerRole.PARTNER,
        state=PartnerState.INVITED,
        rank=Partner.objects.next_rank(application),
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    partner.secret_hash = secret_hash(partner.invitation_secret)
    partner.save(force_insert=True)
    events.publish(PartnerInvited(partner_id=partner.pk))
    return partner


def _refuse_second(application: Application, *, email: str, by: Actor, now: datetime) -> None:
    pending = application.partners.filter(invited_email=email, state=PartnerState.INVITED).first()
    if pending is None:
        return
    if pending.expires_at is not None and pending.expires_at > now:
        raise AlreadyInvited(
            _(
                "%(email)s est déjà invité dans ce groupement et n’a pas encore répondu. Aucune deuxième invitation "
                "n’est partie : retirez la première pour en envoyer une autre."
            )
            % {"email": email},
            field="email",
        )
    PARTNER.move(pending, "remove", by=by, now=now, reason=str(_("Invitation expirée, remplacée par une nouvelle.")))
