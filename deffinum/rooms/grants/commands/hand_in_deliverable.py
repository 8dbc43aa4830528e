"""Hand in a deliverable: one file."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import ReceivedUpload
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.events import DeliverableHandedIn
from deffinum.rooms.grants.lifecycle import DELIVERABLE
from deffinum.rooms.grants.models import Deliverable
from deffinum.rooms.grants.policies import may_hand_in


@command("grants.hand_in_deliverable")
def hand_in_deliverable(
    *, deliverable_id: uuid.UUID, received: ReceivedUpload, by: Actor, now: datetime
) -> Deliverable:
    """Keep the file (received by `received_upload`) and wait for the officer. Raises Refused, MoveRefused."""
    deliverable = (
        Deliverable.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement__award__application")
        .get(pk=deliverable_id)
    )
    may_hand_in(by, deliverable, now=now).require()
    deliverable.file = keep_upload(
        received=received,
        purpose="deliverable",
        owner_kind="grants.deliverable",
        owner_id=deliverable.pk,
        by=by,
        now=now,
    )
    deliverable.handed_in_at, deliverable.handed_in_by = now, by.account_id
    deliverable.save(update_fields=["file", "handed_in_at", "handed_in_by"])
    DELIVERABLE.move(deliverable, "hand_in", by=by, now=now, evidence={"file": deliverable.file.sha256})
    events.publish(DeliverableHandedIn(deliverable.pk, now))
    return deliverable
