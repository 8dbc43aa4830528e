"""Load the awards of public record: the real winners, with what was published and nothing else."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.search import folded
from deffinum.rooms.calls.public import ApplicationSummary, application_summaries
from deffinum.rooms.grants.models import Award, AwardShare
from deffinum.rooms.selection.public import DecisionView, retained_decisions


def load_grants_sample(*, by: Actor, now: datetime) -> int:
    """How many awards were added; when nothing is missing, two queries and no audit entry. Selection comes first."""
    known = set(Award.objects.filter(is_historical=True).values_list("application_id", flat=True))
    missing = [each for each in retained_decisions() if each.is_historical and each.application_id not in known]
    return load_sample(application_ids=tuple(each.application_id for each in missing), by=by, now=now) if missing else 0


@command("grants.load_sample")
def load_sample(*, application_ids: tuple[uuid.UUID, ...], by: Actor, now: datetime) -> int:
    """One published award a project (`by` is the platform), its lead as only known beneficiary.

    The partners, the agreement and the payments of these projects were not published: none is invented.
    """
    summaries = application_summaries(application_ids=application_ids)
    decisions = [each for each in retained_decisions() if each.application_id in summaries]
    for decision in decisions:
        _load(decision, summaries[decision.application_id], now=now)
    return len(decisions)


def _load(decision: DecisionView, summary: ApplicationSummary, *, now: datetime) -> None:
    cents = decision.aid.cents if decision.aid is not None else None
    base_cents = summary.base.cents if summary.base is not None else None
    award = Award.objects.create(
        application_id=summary.id,
        decision_id=decision.id,
        reference=summary.reference,
        title=summary.title,
        acronym=summary.acronym,
        aid_cents=cents,
        base_cents=base_cents,
        awarded_on=decision.decided_on,
        region_code=summary.lead_region,
        source=decision.source,
        is_historical=True,
        published_at=now,
        search_text=folded(f"{summary.reference} {summary.title} {summary.acronym} {summary.lead_name}"),
    )
    AwardShare.objects.create(
        award=award,
        organisation_id=summary.lead_id,
        is_lead=True,
        aid_cents=cents,
        base_cents=base_cents,
        rank=1,
    )
