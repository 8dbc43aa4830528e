"""The real projects of the public record, with what became of them: upper rooms load their outcomes from here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.queries.reference_calls import HistoricalProject, historical_projects


@dataclass(frozen=True)
class HistoricalApplication:
    """A loaded project: the row's identifiers beside what the sources say (amounts None when not published)."""

    application_id: uuid.UUID
    call_id: uuid.UUID
    lead_id: uuid.UUID
    project: HistoricalProject


def historical_applications() -> tuple[HistoricalApplication, ...]:
    """The loaded historical projects, by reference (one query). Empty before the sample is loaded."""
    projects = {each.reference: each for each in historical_projects()}
    rows = Application.objects.filter(reference__in=projects, is_historical=True).order_by("reference")
    return tuple(HistoricalApplication(row.pk, row.call_id, row.lead_id, projects[row.reference]) for row in rows)
