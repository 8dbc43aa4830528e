"""The plan's facts as they ship with the project (`reference/`), typed. Each row names its public source."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deffinum.foundation.references.reading import load_reference
from deffinum.foundation.values import Money, PartialDate, Text

ROOM = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SourceFact:
    """Who says it, and the address of the page; facts name it by its key."""

    key: str
    said_by: str
    address: str


@dataclass(frozen=True)
class AxisFact:
    """An axis or work-stream, since when it is announced, and by which page."""

    slug: str
    kind: str
    rank: int
    title: Text
    announced_as_of: PartialDate
    source: str
    note: Text


@dataclass(frozen=True)
class LeverFact:
    """A lever; `axis` is '' when no public source places it under an axis."""

    slug: str
    axis: str
    rank: int
    title: Text
    summary: Text


@dataclass(frozen=True)
class LeverStateFact:
    """A state that a lever reached, with the reason and its source."""

    lever: str
    state: str
    as_of: PartialDate
    reason: Text
    source: str


@dataclass(frozen=True)
class LineFact:
    """A line of money."""

    slug: str
    lever: str
    rank: int
    title: Text


@dataclass(frozen=True)
class EntryFact:
    """What a source said about a line of money."""

    line: str
    amount: Money
    qualifier: str
    as_of: PartialDate
    as_of_note: Text
    note: Text
    source: str


@dataclass(frozen=True)
class FigureFact:
    """A published count."""

    rank: int
    key: str
    lever: str
    group: str
    label: Text
    value: int
    unit: str
    qualifier: str
    as_of: PartialDate
    as_of_note: Text
    source: str


@dataclass(frozen=True)
class PlanReference:
    """Everything that `reference/` says, or a part of it."""

    sources: Mapping[str, SourceFact]
    axes: tuple[AxisFact, ...] = ()
    levers: tuple[LeverFact, ...] = ()
    states: tuple[LeverStateFact, ...] = ()
    lines: tuple[LineFact, ...] = ()
    entries: tuple[EntryFact, ...] = ()
    figures: tuple[FigureFact, ...] = ()

    @property
    def is_empty(self) -> bool:
        """No fact at all (sources alone say nothing)."""
        return not (self.axes or self.levers or self.states or self.lines or self.entries or self.figures)

    def address(self, fact: LeverStateFact | EntryFact | FigureFact) -> str:
        """The address of the page that a fact comes from. Raises KeyError for an unknown source."""
        return self.sources[fact.source].address


@functools.cache
def plan_reference() -> PlanReference:
    """Read the files once a process. Raises ReferenceInvalid when one is misshapen."""
    return PlanReference(
        sources={each.key: each for each in load_reference(ROOM, "public_sources").read(SourceFact)},
        axes=load_reference(ROOM, "axes").read(AxisFact),
        levers=load_reference(ROOM, "levers").read(LeverFact),
        states=load_reference(ROOM, "lever_states").read(LeverStateFact),
        lines=load_reference(ROOM, "envelope_lines").read(LineFact),
        entries=load_reference(ROOM, "envelope_entries").read(EntryFact),
        figures=load_reference(ROOM, "figures").read(FigureFact),
    )
