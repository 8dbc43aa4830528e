"""Bring the facts of `reference/` into the database. Loading twice changes nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.events import publish
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import PartialDate, Text
from deffinum.rooms.plan.commands.evidence import EvidenceColumns
from deffinum.rooms.plan.events import LeverStateRecorded
from deffinum.rooms.plan.models import (
    Axis,
    EnvelopeEntry,
    EnvelopeLine,
    Figure,
    Lever,
    LeverStateEntry,
    Plan,
    PublicSource,
)
from deffinum.rooms.plan.policies import may_record_on_plan
from deffinum.rooms.plan.queries.plan_reference import PlanReference, plan_reference

PLAN_SLUG = "plan-de-transformation"
PLAN_TITLE = Text("Le plan de transformation de la formation", "The plan to transform training")
PLAN_MISSION = Text(
    "Aider les organismes de formation et les centres de formation d’apprentis à proposer une formation numérique, "
    "immersive et proche du travail, partout et pour tous.",
    "Help training organisations and apprentice training centres offer training that is digital, immersive and close "
    "to work, everywhere and for everyone.",
)
LOADED = Text("Donnée publique reprise avec sa source.", "Public data taken with its source.")


@dataclass(frozen=True)
class PlanLoaded:
    """How many rows were added: axes, levers and lines; then states, amounts and figures."""

    frame: int = 0
    states: int = 0
    entries: int = 0
    figures: int = 0

    @property
    def changed(self) -> bool:
        """Was anything added?"""
        return any((self.frame, self.states, self.entries, self.figures))


def load_plan_sample(*, by: Actor, now: datetime) -> PlanLoaded:
    """Load what is missing; a start where nothing is missing costs six short queries and writes nothing."""
    return PlanLoaded() if _missing().is_empty else load_plan_reference(by=by, now=now)


def _missing() -> PlanReference:
    """The facts that the database does not hold yet."""
    facts = plan_reference()
    axes = set(Axis.objects.values_list("slug", flat=True))
    levers = set(Lever.objects.values_list("slug", flat=True))
    lines = set(EnvelopeLine.objects.values_list("slug", flat=True))
    states = set(LeverStateEntry.objects.values_list("lever__slug", "state", "as_of", "source__address"))
    entries = set(EnvelopeEntry.objects.values_list("line__slug", "amount_cents", "as_of", "source__address"))
    figures = set(Figure.objects.values_list("key", "value", "as_of", "source__address"))
    return PlanReference(
        sources=facts.sources,
        axes=tuple(each for each in facts.axes if each.slug not in axes),
        levers=tuple(each for each in facts.levers if each.slug not in levers),
        lines=tuple(each for each in facts.lines if each.slug not in lines),
        states=tuple(
            each
            for each in facts.states
            if (each.lever, each.state, each.as_of.text, facts.address(each)) not in states
        ),
        entries=tuple(
            each
            for each in facts.entries
            if (each.line, each.amount.cents, each.as_of.text, facts.address(each)) not in entries
        ),
        figures=tuple(
            each
            for each in facts.figures
            if (each.key, each.value, each.as_of.text, facts.address(each)) not in figures
        ),
    )


@command("plan.load_plan_reference")
def load_plan_reference(*, by: Actor, now: datetime) -> PlanLoaded:
    """Add the facts of `reference/` that the database does not hold, table by table, under one audit entry.

    Raises Refused, ReferenceInvalid.
    """
    plan, _made = Plan.objects.get_or_create(
        slug=PLAN_SLUG, defaults={"title": PLAN_TITLE.stored(), "mission": PLAN_MISSION.stored()}
    )
    may_record_on_plan(by, plan, now=now).require()
    missing = _missing()
    rows = _SharedRows(plan, _source_rows(missing), by.account_id, now)
    _add_frame(missing, rows)
    states = _add_states(missing, rows)
    _add_amounts_and_figures(missing, rows)
    frame = len(missing.axes) + len(missing.levers) + len(missing.lines)
    return PlanLoaded(frame, states, len(missing.entries), len(missing.figures))


@dataclass(frozen=True)
class _SharedRows:
    """What every new row needs: the plan, the sources by key, who and when."""

    plan: Plan
    sources: dict[str, PublicSource]
    entered_by: uuid.UUID | None
    entered_at: datetime

    def entry(self, source: str, as_of: PartialDate, reason: Text) -> EvidenceColumns:
        """The columns that every entry shares."""
        return EvidenceColumns(
            as_of=as_of.text,
            reason=reason.stored(),
            source=self.sources[source],
            entered_by=self.entered_by,
            entered_at=self.entered_at,
        )


def _source_rows(missing: PlanReference) -> dict[str, PublicSource]:
    """The stored source of each key, made when it is new."""
    PublicSource.objects.bulk_create(
        [PublicSource(said_by=each.said_by, address=each.address) for each in missing.sources.values()],
        ignore_conflicts=True,
    )
    stored = {(row.said_by, row.address): row for row in PublicSource.objects.all()}
    return {key: stored[each.said_by, each.address] for key, each in missing.sources.items()}


def _add_frame(missing: PlanReference, rows: _SharedRows) -> None:
    """Axes, levers and lines of money."""
    Axis.objects.bulk_create(
        Axis(
            plan=rows.plan, slug=axis.slug, kind=axis.kind, rank=axis.rank, title=axis.title.stored(),
            announced_as_of=axis.announced_as_of.text, note=axis.note.stored(), source=rows.sources[axis.source],
        )
        for axis in missing.axes
    )  # fmt: skip
    axes = dict(Axis.objects.values_list("slug", "pk"))
    Lever.objects.bulk_create(
        Lever(
            plan=rows.plan, axis_id=axes[lever.axis] if lever.axis else None, slug=lever.slug, rank=lever.rank,
            title=lever.title.stored(), summary=lever.summary.stored(),
        )
        for lever in missing.levers
    )  # fmt: skip
    levers = dict(Lever.objects.values_list("slug", "pk"))
    EnvelopeLine.objects.bulk_create(
        EnvelopeLine(
            plan=rows.plan, lever_id=levers[line.lever] if line.lever else None, slug=line.slug, rank=line.rank,
            title=line.title.stored(),
        )
        for line in missing.lines
    )  # fmt: skip


def _add_states(missing: PlanReference, rows: _SharedRows) -> int:
    """State entries in their order, each told; returns how many.

    A fact older than the state that stands is left out: an officer recorded a later one before the fact shipped,
    and history is not rewritten.
    """
    levers = {lever.slug: lever for lever in Lever.objects.select_for_update(no_key=True).order_by("pk")}
    standing = LeverStateEntry.objects.order_by("lever_id", "rank").values_list("lever__slug", "rank", "as_of")
    last = {slug: (rank, PartialDate(as_of)) for slug, rank, as_of in standing}
    added = []
    for fact in missing.states:
        rank, as_of = last.get(fact.lever, (0, PartialDate()))
        if fact.as_of.is_before(as_of):
            continue
        last[fact.lever] = (rank + 1, fact.as_of)
        columns = rows.entry(fact.source, fact.as_of, fact.reason)
        added.append(LeverStateEntry(lever=levers[fact.lever], rank=rank + 1, state=fact.state, **columns))
    for entry in LeverStateEntry.objects.bulk_create(added):
        publish(LeverStateRecorded(lever_id=entry.lever_id, entry_id=entry.pk, state=entry.state, as_of=entry.as_of))
    return len(added)


def _add_amounts_and_figures(missing: PlanReference, rows: _SharedRows) -> None:
    """What the sources say about money, and what they count."""
    lines = {line.slug: line for line in EnvelopeLine.objects.all()}
    EnvelopeEntry.objects.bulk_create(
        EnvelopeEntry(
            line=lines[fact.line], amount_cents=fact.amount.cents, qualifier=fact.qualifier, note=fact.note.stored(),
            as_of_note=fact.as_of_note.stored(), **rows.entry(fact.source, fact.as_of, LOADED),
        )
        for fact in missing.entries
    )  # fmt: skip
    levers = {"": None, **{lever.slug: lever for lever in Lever.objects.all()}}
    Figure.objects.bulk_create(
        Figure(
            plan=rows.plan, lever=levers[fact.lever], key=fact.key, group=fact.group, label=fact.label.stored(),
            value=fact.value, unit=fact.unit, qualifier=fact.qualifier, as_of_note=fact.as_of_note.stored(),
            rank=fact.rank, **rows.entry(fact.source, fact.as_of, LOADED),
        )
        for fact in missing.figures
    )  # fmt: skip
