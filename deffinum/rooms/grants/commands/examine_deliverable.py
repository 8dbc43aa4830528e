"""Accept a deliverable, or ask for changes; an accepted report makes its tranche payable."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.grants.events import DeliverableAccepted, DeliverableToRedo
from deffinum.rooms.grants.lifecycle import DELIVERABLE
from deffinum.rooms.grants.models import Deliverable, Tranche
from deffinum.rooms.grants.policies import may_examine_deliverable


@command("grants.examine_deliverable")
def examine_deliverable(
    *, deliverable_id: uuid.UUID, accepted: bool, reason: str, by: Actor, now: datetime
) -> Deliverable:
    """Raises Refused, MoveRefused (asking for changes without saying which).

    A tranche is payable once every deliverable that unlocks it is accepted.
    """
    deliverable = (
        Deliverable.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement__award__application")
        .get(pk=deliverable_id)
    )
    may_examine_deliverable(by, deliverable, now=now).require()
    DELIVERABLE.move(deliverable, "accept" if accepted else "ask_again", by=by, now=now, reason=reason)
    if not accepted:
        events.publish(DeliverableToRedo(deliverable.pk, now))
        return deliverable
    if deliverable.unlocks_id is not None:
        # Held: of two deliverables accepted at once, the second one sees the first.
        Tranche.objects.select_for_update(of=("self",), no_key=True).get(pk=deliverable.unlocks_id)
        waiting = Deliverable.objects.filter(unlocks_id=deliverable.unlocks_id).exclude(state="accepted")
        if not waiting.exists():
            Tranche.objects.filter(pk=deliverable.unlocks_id, payable_since__isnull=True).update(
                payable_since=day_of(now)
            )
    events.publish(DeliverableAccepted(deliverable.pk))
    return deliverable
