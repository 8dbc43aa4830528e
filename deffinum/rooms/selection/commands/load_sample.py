"""Load what really became of the projects of public record. Loading twice adds nothing."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.public import (
    HistoricalApplication,
    call_choice,
    deposited_applications,
    historical_applications,
    redirect_application,
)
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.words import Outcome

RECORDED = "Issue de la mémoire publique, reprise avec sa source."


def load_selection_sample(*, by: Actor, now: datetime) -> int:
    """How many decisions were added; when nothing is missing, two queries and no audit entry. The calls come first."""
    known = set(Examination.objects.filter(is_historical=True).values_list("application_id", flat=True))
    if all(each.application_id in known for each in historical_applications()):
        return 0
    return load_sample(by=by, now=now)


@command("selection.load_sample")
def load_sample(*, by: Actor, now: datetime) -> int:
    """Add the decisions that are missing (`by` is the platform): no invented review, letter or amount."""
    return sum(_load(each, by=by, now=now) for each in historical_applications())


def _load(historical: HistoricalApplication, *, by: Actor, now: datetime) -> bool:
    if Examination.objects.filter(application_id=historical.application_id).exists():
        return False
    project = historical.project
    target = None
    if project.outcome == Outcome.REDIRECTED:
        target = call_choice(slug=project.redirected_to)
        if target is None:
            raise LookupError(f"The call {project.redirected_to!r} is not loaded.")
        redirect_application(
            application_id=historical.application_id, call_id=target.id, reason=project.note, by=by, now=now
        )
    application = deposited_applications().get(pk=historical.application_id)
    decided_at = datetime.combine(project.decided_on, time.min, tzinfo=ZoneInfo(settings.DEFAULT_ZONE))
    examination = Examination.objects.create(
        application=application, opened_at=decided_at, stage_since=decided_at, is_historical=True
    )
    retained = project.outcome == Outcome.RETAINED
    Decision.objects.create(
        examination=examination,
        number=1,
        outcome=project.outcome,
        aid_cents=project.awarded.cents if retained and project.awarded else None,
        redirect_call_id=target.id if target else None,
        decided_on=project.decided_on,
        entered_at=now,
        source=project.source,
    )
    EXAMINATION.move(
        examination, "record_history", by=by, now=now, reason=RECORDED, evidence={"source": project.source}
    )
    return True
