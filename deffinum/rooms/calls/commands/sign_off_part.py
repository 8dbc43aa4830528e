"""A member validates its part."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import PartnerSignedOff
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.part import may_sign_off_part
from deffinum.rooms.calls.queries.application_rows import application_rows
from deffinum.rooms.calls.queries.completeness import Gap, part_gaps


class PartIncomplete(DomainError):
    """The member's part still misses something; `gaps` says what."""

    status: ClassVar[int] = 422

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self.gaps = tuple(gaps)
        listed = " · ".join(each.sentence for each in self.gaps)
        super().__init__(
            _("Votre partie n’est pas encore complète : elle reste ouverte. À faire : %(gaps)s") % {"gaps": listed}
        )


@command("calls.sign_off_part")
def sign_off_part(*, application_id: uuid.UUID, partner_id: uuid.UUID, by: Actor, now: datetime) -> Partner:
    """Validate the part once nothing is missing in it. Raises Refused, PartIncomplete."""
    application = Application.objects.locked().get(pk=application_id)
    partner = application.partners.get(pk=partner_id)
    may_sign_off_part(by, partner, now=now).require()
    gaps = part_gaps(application_rows(application_id), partner_id)
    if gaps:
        raise PartIncomplete(gaps)
    PARTNER.move(partner, "sign_off", by=by, now=now)
    partner.mark_signed(by.account_id, now)
    events.publish(PartnerSignedOff(application_id=application_id, partner_id=partner_id))
    return partner
