"""The committee's table: the files of a call ranked by score, their outcome, and the envelope."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from deffinum.foundation.policies import Actor
from deffinum.foundation.values import Money
from deffinum.rooms.calls.public import CallChoice
from deffinum.rooms.selection.models import Decision, Examination
from deffinum.rooms.selection.models.examination import ExaminationQuerySet
from deffinum.rooms.selection.policies.examination import JURY_STATES, visible_examinations
from deffinum.rooms.selection.queries.envelope import EnvelopeUse, envelope_use
from deffinum.rooms.selection.queries.examination_scores import NO_SCORE, ScoreSummary, score_summaries
from deffinum.rooms.selection.queries.gates import tone_of_state
from deffinum.rooms.selection.words import ExaminationState, Outcome

PAGE_SIZE = 50
COLUMNS = (
    "pk",
    "application_id",
    "state",
    "application__reference",
    "application__title",
    "application__acronym",
    "application__lead__name",
)


@dataclass(frozen=True)
class RankedFile:
    """One line. `rank`: None without a score, shared by equal ones. `cumulated`: asked for, down to this line."""

    rank: int | None
    application_id: uuid.UUID
    reference: str
    title: str
    lead: str
    scores: ScoreSummary
    asked: Money
    cumulated: Money
    fits: bool | None
    state_label: str
    tone: str
    outcome_label: str
    granted: Money | None


@dataclass(frozen=True)
class Ranking:
    """One page of the table of one call; ranks, sums and the envelope are those of the whole."""

    files: tuple[RankedFile, ...]
    page: int
    page_count: int
    count: int
    """Files in the whole table."""
    asked: Money
    """Asked for by the whole table."""
    use: EnvelopeUse


@dataclass(frozen=True)
class _Place:
    """Where a file stands in the whole table."""

    examination_id: uuid.UUID
    rank: int | None
    scores: ScoreSummary
    asked: Money
    cumulated: Money


def ranking_of(call: CallChoice, *, actor: Actor, page: int = 1) -> Ranking:
    """Files under selection that the reader may see, fifty a page (five queries whatever their number).

    A page that does not exist shows the nearest one.
    """
    every = visible_examinations(actor).filter(application__call_id=call.id, state__in=JURY_STATES)
    places = tuple(_places(every))
    page_count = max(1, -(-len(places) // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    shown = places[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Ranking(
        files=_files(shown, envelope=call.configuration.envelope),
        page=page,
        page_count=page_count,
        count=len(places),
        asked=places[-1].cumulated if places else Money(0),
        use=envelope_use(call_id=call.id, envelope=call.configuration.envelope),
    )


def _places(every: ExaminationQuerySet) -> Iterator[_Place]:
    """The whole table in order, without its words: best score first, then by reference."""
    rows = every.order_by("application__reference").values_list("pk", "application__aid_cents")
    scores = score_summaries(every)
    known = [(key, scores.get(key, NO_SCORE), Money(cents or 0)) for key, cents in rows]
    known.sort(key=lambda row: -1 if row[1].mean is None else row[1].mean, reverse=True)
    cumulated, rank, last = Money(0), 0, -1
    for place, (key, score, asked) in enumerate(known, 1):
        if score.mean is not None and score.mean != last:
            rank, last = place, score.mean
        cumulated += asked
        yield _Place(key, rank if score.mean is not None else None, score, asked, cumulated)


def _files(places: Sequence[_Place], *, envelope: Money | None) -> tuple[RankedFile, ...]:
    """The lines of these places (one query); a decision shows once the file is decided."""
    found = Examination.objects.filter(pk__in=[each.examination_id for each in places])
    in_force = Decision.objects.filter(
        examination=OuterRef("pk"), examination__state=ExaminationState.DECIDED
    ).order_by("-number")
    found = found.annotate(
        outcome=Subquery(in_force.values("outcome")[:1]), granted=Subquery(in_force.values("aid_cents")[:1])
    )
    rows = {row["pk"]: row for row in found.values(*COLUMNS, "outcome", "granted")}
    labels = {each.value: str(each.label) for each in (*ExaminationState, *Outcome)}
    return tuple(_file(each, rows[each.examination_id], labels, envelope=envelope) for each in places)


def _file(
    place: _Place,
    row: Mapping[str, Any],
    labels: Mapping[str, str],
    *,
    envelope: Money | None,
) -> RankedFile:
    return RankedFile(
        rank=place.rank,
        application_id=row["application_id"],
        reference=row["application__reference"],
        title=row["application__acronym"] or row["application__title"],
        lead=row["application__lead__name"],
        scores=place.scores,
        asked=place.asked,
        cumulated=place.cumulated,
        fits=None if envelope is None or place.rank is None else place.cumulated <= envelope,
        state_label=labels[row["state"]],
        tone=tone_of_state(row["state"]),
        outcome_label=labels.get(row["outcome"], ""),
        granted=None if row["granted"] is None else Money(row["granted"]),
    )
