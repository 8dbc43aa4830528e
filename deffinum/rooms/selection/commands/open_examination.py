"""Open the examination of an application that was deposited."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import deposited_applications
from deffinum.rooms.selection.models import Examination


@command("selection.open_examination")
def open_examination(*, application_id: uuid.UUID, by: Actor, now: datetime) -> Examination | None:
    """One examination per application, whatever the number of calls. None: the application was withdrawn meanwhile.

    Its clock starts at the deposit, not when the platform got round to it.
    """
    application = (
        deposited_applications().select_for_update(of=("self",), no_key=True).filter(pk=application_id).first()
    )
    known = Examination.objects.filter(application_id=application_id).first()
    if known is not None or application is None:
        return known
    since = application.submitted_at or now
    return Examination.objects.create(application=application, opened_at=since, stage_since=since)
