"""What waits for a person on the desk?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.public import Role
from deffinum.rooms.selection.policies.examination import visible_examinations
from deffinum.rooms.selection.policies.review import visible_assignments
from deffinum.rooms.selection.words import CLOSED_STATES, AssignmentState, ExaminationState


@dataclass(frozen=True)
class DeskCounts:
    """Counts for one reader. `oldest` is the longest wait among the files that are open."""

    mine: Mapping[str, int]
    """My open files by state."""
    unassigned: int
    to_decide: int
    appeals: int
    reviews: int
    oldest: timedelta | None

    @property
    def is_empty(self) -> bool:
        """Nothing waits."""
        return not (self.mine or self.unassigned or self.to_decide or self.appeals or self.reviews)


def desk_counts(*, actor: Actor, now: datetime) -> DeskCounts:
    """At most two queries, only those that the reader's roles call for."""
    mine: dict[str, int] = {}
    unassigned = to_decide = appeals = 0
    oldest = None
    if actor.has_any(Role.OFFICER, Role.DECIDER):
        # One query: the appeals belong to files that are closed, whose other counts are left out below.
        found = (
            visible_examinations(actor)
            .order_by()
            .values("state")
            .annotate(
                mine=Count("pk", filter=Q(officer_id=actor.account_id), distinct=True),
                free=Count("pk", filter=Q(officer_id__isnull=True), distinct=True),
                every=Count("pk", distinct=True),
                since=Min("stage_since"),
                appeals=Count(
                    "decisions__appeal", filter=Q(decisions__appeal__answered_at__isnull=True), distinct=True
                ),
            )
        )
        for row in found:
            appeals += row["appeals"]
            if row["state"] in CLOSED_STATES:
                continue
            if row["mine"]:
                mine[str(ExaminationState(row["state"]).label)] = row["mine"]
            if actor.has_any(Role.OFFICER):
                unassigned += row["free"]
            if row["state"] == ExaminationState.HEARD and actor.has_any(Role.DECIDER):
                to_decide = row["every"]
            waited = now - row["since"]
            oldest = waited if oldest is None else max(oldest, waited)
    reviews = 0
    if actor.has_any(Role.EXPERT):
        waiting = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
        reviews = visible_assignments(actor).filter(state__in=waiting).count()
    return DeskCounts(mine, unassigned, to_decide, appeals, reviews, oldest)
