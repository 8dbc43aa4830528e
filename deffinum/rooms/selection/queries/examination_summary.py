"""Where does an application stand, in one line? Read by the rooms above."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.words import ExaminationState


@dataclass(frozen=True)
class ExaminationSummary:
    """An examination without its content."""

    id: uuid.UUID
    application_id: uuid.UUID
    state: ExaminationState
    officer_id: uuid.UUID | None
    opened_at: datetime
    stage_since: datetime
    is_historical: bool


def examination_summary(application_id: uuid.UUID) -> ExaminationSummary | None:
    """The examination of an application (one query); None for a draft."""
    row = Examination.objects.filter(application_id=application_id).first()
    if row is None:
        return None
    return ExaminationSummary(
        id=row.pk,
        application_id=row.application_id,
        state=ExaminationState(row.state),
        officer_id=row.officer_id,
        opened_at=row.opened_at,
        stage_since=row.stage_since,
        is_historical=row.is_historical,
    )
