"""Become the officer in charge of a file."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.policies.examination import may_take_charge


@command("selection.take_charge")
def take_charge(*, examination_id: uuid.UUID, by: Actor, now: datetime) -> Examination:
    """The one who takes charge replaces the one before. Raises Refused."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_take_charge(by, examination, now=now).require()
    examination.officer_id = by.account_id
    examination.save(update_fields=["officer_id"])
    return examination
