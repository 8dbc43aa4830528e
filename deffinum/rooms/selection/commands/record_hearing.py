"""Record the hearing of a consortium."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.commands.advance import advance
from deffinum.rooms.selection.models import Examination, Hearing
from deffinum.rooms.selection.policies.examination import may_record_hearing


class HearingRefused(DomainError):
    """The hearing has not taken place yet, or nothing was noted."""

    status: ClassVar[int] = 422


@command("selection.record_hearing", personal=("notes",))
def record_hearing(*, examination_id: uuid.UUID, held_on: date, notes: str, by: Actor, now: datetime) -> Hearing:
    """A hearing that took place, with what the committee kept of it. Raises Refused, HearingRefused."""
    examination = Examination.objects.locked().get(pk=examination_id)
    may_record_hearing(by, examination, now=now).require()
    if held_on > day_of(now):
        raise HearingRefused(
            _("Cette date est à venir : enregistrez l’audition quand elle a eu lieu. Rien n’a été changé."),
            field="held_on",
        )
    if not notes.strip():
        raise HearingRefused(_("Écrivez ce que le comité retient de l’audition. Rien n’a été changé."), field="notes")
    hearing = Hearing.objects.create(
        examination=examination, held_on=held_on, notes=notes.strip(), recorded_by=by.account_id, recorded_at=now
    )
    advance(examination=examination, move="hear", by=by, now=now, evidence={"held_on": held_on.isoformat()})
    return hearing
