"""What every change of a part begins and ends with: lock, ask the policy; take a validation back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.lifecycle import PARTNER
from deffinum.rooms.calls.models import Application, Partner
from deffinum.rooms.calls.policies.part import may_edit_part
from deffinum.rooms.calls.words import PartKind, PartnerState


@dataclass(frozen=True)
class OpenPart:
    """A part of a locked application that this person may write now (`partner` None: the consortium's own)."""

    application: Application
    partner: Partner | None
    by: Actor
    now: datetime

    @classmethod
    def lock(
        cls,
        *,
        application_id: uuid.UUID,
        partner_id: uuid.UUID | None,
        kind: PartKind,
        key: str = "",
        by: Actor,
        now: datetime,
    ) -> OpenPart:
        """Lock the application until the end of the transaction, then ask the policy.

        Raises Application.DoesNotExist, Partner.DoesNotExist (another application's member) or Refused.
        """
        application = Application.objects.locked().get(pk=application_id)
        partner = application.partners.select_related("organisation").get(pk=partner_id) if partner_id else None
        may_edit_part(by, application, partner, now=now, kind=kind, key=key).require()
        return cls(application, partner, by, now)

    def take_back_sign_off(self) -> bool:
        """A part that changes after its validation is open again; True when it was validated."""
        if self.partner is None or self.partner.state != PartnerState.SIGNED_OFF:
            return False
        PARTNER.move(self.partner, "reopen", by=self.by, now=self.now, evidence={"cause": "changed"})
        self.partner.mark_signed(None, None)
        return True
