"""Accept or decline an invitation into a consortium."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import PartnerAnswered
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.queries.invitation import check_invitation, invitation_of
from deffinum.rooms.people.public import account_summary


class OrganisationRefused(DomainError):
    """The person has no mandate for it, or it is already a member."""

    status: ClassVar[int] = 422


@command("calls.answer_invitation", personal=("secret",))
def answer_invitation(
    *, secret: str, accept: bool, organisation_id: uuid.UUID | None = None, by: Actor, now: datetime
) -> Partner:
    """Join the consortium with one of one's organisations, or decline.

    Raises InvitationUnknown, InvitationOver, InvitationAnswered, InvitationForeign, OrganisationRefused.
    """
    application = Application.objects.locked().get(pk=invitation_of(secret).application_id)
    partner = invitation_of(secret)
    partner.application = application
    email = account_summary(by.account_id).email if by.account_id is not None else ""
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
    if organisation_id is None or not by.belongs_to(organisation_id):
        raise OrganisationRefused(
            _("Choisissez une organisation pour laquelle vous avez un mandat en cours, ou enregistrez la vôtre."),
            field="organisation",
        )
    if application.partners.active().filter(organisation_id=organisation_id).exists():
        raise OrganisationRefused(
            _(
                "Cette organisation est déjà membre du groupement : elle n’y entre qu’une fois. Choisissez-en une "
                "autre, ou déclinez l’invitation."
            ),
            field="organisation",
        )
    PARTNER.move(partner, "accept", by=by, now=now)
    partner.organisation_id, partner.joined_at = organisation_id, now
    partner.save(update_fields=["organisation", "joined_at"])
