"""The consortium gave up: its agreement is cancelled, unless every party has signed it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.lifecycle import AGREEMENT
from deffinum.rooms.grants.models import Agreement


@command("grants.follow_withdrawal")
def follow_withdrawal(*, application_id: uuid.UUID, by: Actor, now: datetime) -> Agreement | None:
    """The agreement that was cancelled; None when there is none, or when it is cancelled or in force (idempotent)."""
    agreement = Agreement.objects.locked().filter(award__application_id=application_id).first()
    if agreement is None or not AGREEMENT.verdict(agreement, "cancel"):
        return None
    with override("fr"):  # as every reason that the platform writes
        reason = _("Le groupement a retiré sa candidature.")
    AGREEMENT.move(agreement, "cancel", by=by, now=now, reason=reason)
    return agreement
