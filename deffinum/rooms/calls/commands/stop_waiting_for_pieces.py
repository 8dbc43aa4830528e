"""Stop waiting for the pieces asked for: what was deposited stands."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.restore_deposit import RestoredDeposit
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.after_deposit import may_stop_waiting


@command("calls.stop_waiting_for_pieces")
def stop_waiting_for_pieces(*, application_id: uuid.UUID, by: Actor, now: datetime) -> Application:
    """Close the request. The file goes back to its last deposit: changes that were not sent do not count.

    Raises Refused.
    """
    application = Application.objects.locked().get(pk=application_id)
    may_stop_waiting(by, application, now=now).require()
    application.piece_requests.open().update(closed_at=now)
    last = application.submissions.order_by("-number").first()
    if last is not None:
        RestoredDeposit(application, last, by, now).write()
    APPLICATION.move(application, "stop_waiting", by=by, now=now)
    return application
