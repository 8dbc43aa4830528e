"""Stop taking applications before the calendar's end (the real call allowed it once the envelope was spent)."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Text
from deffinum.rooms.calls.commands.tell_applicants import tell_applicants
from deffinum.rooms.calls.events import CallClosedEarly
from deffinum.rooms.calls.lifecycle import CALL
from deffinum.rooms.calls.models import Call, Notice
from deffinum.rooms.calls.policies.call import may_close_early

TITLE = Text("Clôture anticipée de l’appel", "The call is closed early")


@command("calls.close_call_early")
def close_call_early(*, call_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> Call:
    """Close the call at once. The reason is public: it becomes a notice of the call, and applicants are told.

    Drafts are kept and may be read, not deposited. Raises Refused, MoveRefused (no reason, not published).
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    may_close_early(by, call, now=now).require()
    CALL.move(call, "close_early", by=by, now=now, reason=reason)
    body = Text(reason.strip())
    notice = Notice.objects.create(call=call, title=TITLE.stored(), body=body.stored(), published_at=now)
    tell_applicants(call=call, title=TITLE, body=body, dedupe_key=f"calls.notice:{notice.pk}", by=by, now=now)
    events.publish(CallClosedEarly(call_id=call.pk))
    return call
