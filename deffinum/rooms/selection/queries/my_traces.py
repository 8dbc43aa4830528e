"""What does this room hold about a person? For the export of one's own data."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from deffinum.rooms.selection.models import Appeal, Assignment, Decision, Examination

REFERENCE = "examination__application__reference"


def my_traces(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Reviews with their marks, files in charge, decisions, appeals: plain values, by subject (five queries)."""
    return list(_traces(account_id))


def _traces(account_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    reviews = Assignment.objects.filter(expert_id=account_id).select_related("examination__application")
    for each in reviews.prefetch_related("marks").order_by("asked_at", "pk"):
        yield {
            "subject": "review",
            "application": each.examination.application.reference,
            "state": each.state,
            "asked_at": each.asked_at,
            "declaration": each.declaration,
            "comment_for_jury": each.comment_for_jury,
            "comment_for_applicant": each.comment_for_applicant,
            "marks": [
                {"criterion": mark.criterion_key, "hundredths": mark.value_hundredths, "comment": mark.comment}
                for mark in each.marks.all()
            ],
        }
    files = Examination.objects.filter(officer_id=account_id).order_by("opened_at")
    for file in files.values("application__reference", "state"):
        yield {"subject": "file_in_charge", **file}
    decisions = Decision.objects.filter(decided_by=account_id).order_by("entered_at")
    for decision in decisions.values(REFERENCE, "outcome", "decided_on"):
        yield {"subject": "decision", **decision}
    appeals = Appeal.objects.filter(lodged_by=account_id).order_by("lodged_at")
    for appeal in appeals.values(f"decision__{REFERENCE}", "text", "lodged_at"):
        yield {"subject": "appeal", **appeal}
