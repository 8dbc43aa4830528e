"""The consortium gives up."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import ApplicationWithdrawn
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.application import may_withdraw


@command("calls.withdraw_application")
def withdraw_application(*, application_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Application:
    """Withdraw, with a reason; the file stays readable. Raises Refused, MoveRefused (no reason)."""
    application = Application.objects.locked().get(pk=application_id)
    may_withdraw(by, application, now=now).require()
    APPLICATION.move(application, "withdraw", by=by, now=now, reason=reason)
    application.piece_requests.open().update(closed_at=now)
    events.publish(ApplicationWithdrawn(application_id=application_id))
    return application
