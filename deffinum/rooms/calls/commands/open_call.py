"""Make a call public."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.events import CallPublished
from deffinum.rooms.calls.lifecycle import CALL
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.policies.call import may_open_call


@command("calls.open_call")
def open_call(*, call_id: uuid.UUID, by: Actor, now: datetime) -> Call:
    """Publish the call: its page is public, its waves open and close by themselves.

    Raises Refused (no version in force, not an officer), MoveRefused (already public).
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    may_open_call(by, call, now=now).require()
    CALL.move(call, "publish", by=by, now=now)
    events.publish(CallPublished(call_id=call.pk))
    return call
