"""Bring the facts of `reference/` into the database. Loading twice changes nothing."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.foundation.values import PartialDate, Text
from deffinum.rooms.plan.commands.evidence import Evidence
from deffinum.rooms.plan.commands.record_envelope_entry import record_envelope_entry
from deffinum.rooms.plan.commands.record_figure import record_figure
from deffinum.rooms.plan.commands.record_lever_state import StateOutOfOrder, record_lever_state
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
from deffinum.rooms.plan.queries.plan_reference import PlanReference, SourceFact, plan_reference

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
    """Add the facts of `reference/` that the database does not hold, in order.

    Raises Refused, ReferenceInvalid, and whatever the commands that record an entry raise.
    """
    plan, _made = Plan.objects.get_or_create(
        slug=PLAN_SLUG, defaults={"title": PLAN_TITLE.stored(), "mission": PLAN_MISSION.stored()}
    )
    may_record_on_plan(by, plan, now=now).require()
    missing = _missing()
    _add_frame(plan, missing)
    for state in missing.states:
        # An officer may have recorded a later state before this fact shipped: history is not rewritten.
        with contextlib.suppress(StateOutOfOrder):
            record_lever_state(
                lever_slug=state.lever, state=state.state, by=by, now=now,
                evidence=_evidence(state.as_of, state.reason, missing.sources[state.source]),
            )  # fmt: skip
    for entry in missing.entries:
        record_envelope_entry(
            line_slug=entry.line, amount=entry.amount, qualifier=entry.qualifier, as_of_note=entry.as_of_note,
            note=entry.note, evidence=_evidence(entry.as_of, LOADED, missing.sources[entry.source]), by=by, now=now,
        )  # fmt: skip
    for figure in missing.figures:
        record_figure(
            key=figure.key, group=figure.group, label=figure.label, value=figure.value, unit=figure.unit,
            qualifier=figure.qualifier, as_of_note=figure.as_of_note, lever_slug=figure.lever, rank=figure.rank,
            evidence=_evidence(figure.as_of, LOADED, missing.sources[figure.source]), by=by, now=now,
        )  # fmt: skip
    frame = len(missing.axes) + len(missing.levers) + len(missing.lines)
    return PlanLoaded(frame, len(missing.states), len(missing.entries), len(missing.figures))


def _evidence(as_of: PartialDate, reason: Text, source: SourceFact) -> Evidence:
    return Evidence(as_of=as_of, reason=reason, said_by=source.said_by, address=source.address)


def _source_row(source: SourceFact) -> PublicSource:
    return PublicSource.objects.get_or_create(said_by=source.said_by, address=source.address)[0]


def _add_frame(plan: Plan, missing: PlanReference) -> None:
    """Axes, levers and lines of money."""
    for axis in missing.axes:
        Axis.objects.create(
            plan=plan, slug=axis.slug, kind=axis.kind, rank=axis.rank, title=axis.title.stored(),
            announced_as_of=axis.announced_as_of.text, note=axis.note.stored(),
            source=_source_row(missing.sources[axis.source]),
        )  # fmt: skip
    axes = dict(Axis.objects.values_list("slug", "pk"))
    for lever in missing.levers:
        Lever.objects.create(
            plan=plan, axis_id=axes[lever.axis] if lever.axis else None, slug=lever.slug, rank=lever.rank,
            title=lever.title.stored(), summary=lever.summary.stored(),
        )  # fmt: skip
    levers = dict(Lever.objects.values_list("slug", "pk"))
    for line in missing.lines:
        EnvelopeLine.objects.create(
            plan=plan, lever_id=levers[line.lever] if line.lever else None, slug=line.slug, rank=line.rank,
            title=line.title.stored(),
        )  # fmt: skip
