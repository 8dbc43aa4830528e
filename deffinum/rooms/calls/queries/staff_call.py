"""What officers see of a call: its files, its exceptions and what waits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from deffinum.rooms.calls.models import Application, LateException, Question
from deffinum.rooms.calls.words import ApplicationState, QuestionState
from deffinum.rooms.people.public import account_summaries


@dataclass(frozen=True)
class ExceptionLine:
    """One named exception: which file, until when, why, granted by whom."""

    reference: str
    title: str
    until: datetime
    reason: str
    granted_by: str
    granted_at: datetime


@dataclass(frozen=True)
class DraftLine:
    """A draft that an exception could help."""

    id: uuid.UUID
    reference: str
    title: str
    lead: str


@dataclass(frozen=True)
class StaffCall:
    """Counts and lists for the officer's page of a call."""

    drafts: int
    deposited: int
    withdrawn: int
    waiting_questions: int
    exceptions: tuple[ExceptionLine, ...]
    open_drafts: tuple[DraftLine, ...]


def staff_call(call_id: uuid.UUID, *, most_drafts: int = 200) -> StaffCall:
    """Counts of files by state, exceptions granted, drafts by reference (five queries)."""
    deposited = Q(state__in=[ApplicationState.SUBMITTED, ApplicationState.COMPLETING])
    counts = Application.objects.filter(call_id=call_id).aggregate(
        drafts=Count("pk", filter=Q(state=ApplicationState.DRAFT)),
        deposited=Count("pk", filter=deposited),
        withdrawn=Count("pk", filter=Q(state=ApplicationState.WITHDRAWN)),
    )
    drafts = Application.objects.filter(call_id=call_id, state=ApplicationState.DRAFT).select_related("lead")
    return StaffCall(
        **counts,
        waiting_questions=Question.objects.filter(call_id=call_id, state=QuestionState.ASKED).count(),
        exceptions=_exceptions(call_id),
        open_drafts=tuple(
            DraftLine(row.pk, row.reference, row.title, row.lead.name)
            for row in drafts.order_by("reference")[:most_drafts]
        ),
    )


def _exceptions(call_id: uuid.UUID) -> tuple[ExceptionLine, ...]:
    rows = list(
        LateException.objects.filter(application__call_id=call_id)
        .select_related("application")
        .order_by("-granted_at", "id")
    )
    people = account_summaries(row.granted_by for row in rows)
    return tuple(
        ExceptionLine(
            row.application.reference,
            row.application.title,
            row.until,
            row.reason,
            people[row.granted_by].name if row.granted_by in people else "",
            row.granted_at,
        )
        for row in rows
    )
