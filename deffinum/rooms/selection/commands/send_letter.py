"""Send the letter of a decision, whoever decided: the consortium knows from this instant on."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation import events
from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import configuration_of
from deffinum.rooms.selection.events import DecisionTaken
from deffinum.rooms.selection.models import Letter
from deffinum.rooms.selection.queries.deadlines import end_of_day_after
from deffinum.rooms.selection.words import Outcome


@command("selection.send_letter")
def send_letter(*, letter_id: uuid.UUID, by: Actor, now: datetime) -> Letter:
    """Publishes DecisionTaken, once; the time of appeal runs when there is something to appeal against.

    A step of the commands that decide: they ask their own policies.
    """
    letter = (
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision__examination__application__call", "decision__examination__application__call_version")
        .get(pk=letter_id)
    )
    if letter.notified_at is not None:
        return letter
    decision, application = letter.decision, letter.decision.examination.application
    letter.notified_at, letter.notified_by = now, by.account_id
    if decision.outcome != Outcome.REOPENED:
        days = configuration_of(application).appeal_delay_days
        letter.appeal_until = end_of_day_after(now, days, application.call.zone)
    letter.save(update_fields=["notified_at", "notified_by", "appeal_until"])
    events.publish(DecisionTaken(decision.pk, application.pk, decision.outcome))
    return letter
