"""The committee's table: the files of a call ranked by score, their outcome, and the envelope."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money, total
from deffinum.rooms.calls.public import CallChoice
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.policies import JURY_STATES, visible_examinations
from deffinum.rooms.selection.queries.envelope import EnvelopeUse, envelope_use
from deffinum.rooms.selection.queries.examination_scores import scores_of
from deffinum.rooms.selection.queries.gates import tone_of_state
from deffinum.rooms.selection.queries.scores import ApplicationScores
from deffinum.rooms.selection.words import ExaminationState, Outcome

PAGE_SIZE = 100


@dataclass(frozen=True)
class RankedFile:
    """One line. `rank`: None without a score, shared by equal ones. `cumulated`: asked for, down to this line."""

    rank: int | None
    application_id: uuid.UUID
    reference: str
    title: str
    lead: str
    scores: ApplicationScores
    asked: Money
    cumulated: Money
    fits: bool | None
    state_label: str
    tone: str
    outcome_label: str
    granted: Money | None


@dataclass(frozen=True)
class Ranking:
    """The table of one call."""

    files: tuple[RankedFile, ...]
    use: EnvelopeUse
    asked: Money

    def page(self, number: int) -> tuple[RankedFile, ...]:
        """One page of the table, from 1; ranks and sums are those of the whole."""
        return self.files[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]

    @property
    def page_count(self) -> int:
        """How many pages (one at least)."""
        return max(1, -(-len(self.files) // PAGE_SIZE))


def ranking_of(call: CallChoice, *, actor: Actor) -> Ranking:
    """Files under selection that the reader may see (five queries whatever their number)."""
    rows = list(
        visible_examinations(actor)
        .filter(application__call_id=call.id, state__in=JURY_STATES)
        .with_application()
        .order_by("application__reference")
    )
    scores = scores_of(rows)
    decisions = {
        each.examination_id: each
        for each in Decision.objects.in_force().filter(examination__in=[row.pk for row in rows])
    }
    rows.sort(key=lambda row: -1 if (mean := scores[row.pk].mean) is None else mean, reverse=True)
    files: list[RankedFile] = []
    cumulated, rank, last = Money(0), 0, -1
    for place, row in enumerate(rows, 1):
        mean = scores[row.pk].mean
        if mean is not None and mean != last:
            rank, last = place, mean
        asked = Money(row.application.aid_cents or 0)
        cumulated += asked
        files.append(
            _file(
                row, scores[row.pk], decisions.get(row.pk), rank if mean is not None else None, asked, cumulated, call
            )
        )
    return Ranking(
        tuple(files),
        envelope_use(call_id=call.id, envelope=call.configuration.envelope),
        total(each.asked for each in files),
    )


def _file(
    row: Examination, scores: ApplicationScores, decision: Decision | None, rank: int | None, asked: Money,
    cumulated: Money, call: CallChoice,
) -> RankedFile:  # fmt: skip
    envelope = call.configuration.envelope
    return RankedFile(
        rank=rank,
        application_id=row.application_id,
        reference=row.application.reference,
        title=row.application.acronym or row.application.title,
        lead=row.application.lead.name,
        scores=scores,
        asked=asked,
        cumulated=cumulated,
        fits=None if envelope is None or rank is None else cumulated <= envelope,
        state_label=str(ExaminationState(row.state).label),
        tone=tone_of_state(row.state),
        outcome_label=str(Outcome(decision.outcome).label)
        if decision and row.state == ExaminationState.DECIDED
        else "",
        granted=Money(decision.aid_cents) if decision and decision.aid_cents is not None else None,
    )
