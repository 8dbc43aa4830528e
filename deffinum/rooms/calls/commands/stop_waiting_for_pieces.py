"""Stop waiting for the pieces asked for: what was deposited stands."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.lifecycle import APPLICATION
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies import may_stop_waiting


@command("calls.stop_waiting_for_pieces")
def stop_waiting_for_pieces(*, application_id: uuid.UUID, by: Actor, now: datetime) -> Application:
    """Close the request. Changes that were not sent do not count: the last deposit is the file. Raises Refused."""
    application = Application.objects.locked().get(pk=application_id)
    may_stop_waiting(by, application, now=now).require()
    application.piece_requests.open().update(closed_at=now)
    APPLICATION.move(application, "stop_waiting", by=by, now=now)
    return application
