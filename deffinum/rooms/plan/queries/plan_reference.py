"""The plan's facts as they ship with the project (`reference/`), typed. Each row names its public source."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from deffinum.foundation.values import Money, PartialDate, Text

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


@dataclass(frozen=True)
class SourceFact:
    """Who says it, and the address of the page."""

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
    source: SourceFact
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
    source: SourceFact


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
    source: SourceFact


@dataclass(frozen=True)
class FigureFact:
    """A published count."""

    key: str
    lever: str
    group: str
    label: Text
    value: int
    unit: str
    qualifier: str
    as_of: PartialDate
    as_of_note: Text
    source: SourceFact
    rank: int


@dataclass(frozen=True)
class PlanReference:
    """Everything that `reference/` says."""

    axes: tuple[AxisFact, ...]
    levers: tuple[LeverFact, ...]
    states: tuple[LeverStateFact, ...]
    lines: tuple[LineFact, ...]
    entries: tuple[EntryFact, ...]
    figures: tuple[FigureFact, ...]


@functools.cache
def plan_reference() -> PlanReference:
    """Read the files once. A row that names an unknown source or lever raises KeyError: the data are wrong."""
    sources = {row["key"]: SourceFact(row["said_by"], row["address"]) for row in _rows("public_sources.csv")}
    axes = tuple(
        AxisFact(
            row["slug"], row["kind"], int(row["rank"]), _text(row, "title"),
            PartialDate.parse(row["announced_as_of"]), sources[row["source"]], _text(row, "note"),
        )
        for row in _rows("axes.csv")
    )  # fmt: skip
    known_axes = {"": "", **{each.slug: each.slug for each in axes}}
    levers = tuple(
        LeverFact(row["slug"], known_axes[row["axis"]], int(row["rank"]), _text(row, "title"), _text(row, "summary"))
        for row in _rows("levers.csv")
    )
    known = {"": "", **{each.slug: each.slug for each in levers}}
    return PlanReference(
        axes=axes,
        levers=levers,
        states=tuple(
            LeverStateFact(
                known[row["lever"]], row["state"], PartialDate.parse(row["as_of"]), _text(row, "reason"),
                sources[row["source"]],
            )
            for row in _rows("lever_states.csv")
        ),
        lines=tuple(
            LineFact(row["slug"], known[row["lever"]], int(row["rank"]), _text(row, "title"))
            for row in _rows("envelope_lines.csv")
        ),
        entries=tuple(_entry(row, sources) for row in _rows("envelope_entries.csv")),
        figures=tuple(
            _figure(row, sources, rank, known) for rank, row in enumerate(_rows("figures.csv"), start=1)
        ),
    )  # fmt: skip


def _entry(row: dict[str, str], sources: dict[str, SourceFact]) -> EntryFact:
    return EntryFact(
        line=row["line"],
        amount=Money.euros(int(row["amount_eur"])),
        qualifier=row["qualifier"],
        as_of=PartialDate.parse(row["as_of"]),
        as_of_note=_text(row, "as_of_note"),
        note=_text(row, "note"),
        source=sources[row["source"]],
    )


def _figure(row: dict[str, str], sources: dict[str, SourceFact], rank: int, levers: dict[str, str]) -> FigureFact:
    return FigureFact(
        key=row["key"],
        lever=levers[row["lever"]],
        group=row["group"],
        label=_text(row, "label"),
        value=int(row["value"]),
        unit=row["unit"],
        qualifier=row["qualifier"],
        as_of=PartialDate.parse(row["as_of"]),
        as_of_note=_text(row, "as_of_note"),
        source=sources[row["source"]],
        rank=rank,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _text(row: dict[str, str], column: str) -> Text:
    return Text(row[f"{column}_fr"], row[f"{column}_en"])
