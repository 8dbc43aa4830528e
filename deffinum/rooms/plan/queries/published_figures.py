"""Every published figure of the plan, money included: the page, the API and the file are made from this one query."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from deffinum.foundation.values import Money, PartialDate, Text
from deffinum.rooms.plan.models import EnvelopeEntry, EnvelopeLine, Figure, PublicSource
from deffinum.rooms.plan.words import FigureGroup, Qualifier, Unit

MONEY = "money"
"""The group of the figures that are amounts."""


@dataclass(frozen=True)
class SourceRef:
    """Who says it and where."""

    said_by: str
    address: str

    @classmethod
    def of(cls, row: PublicSource) -> SourceRef:
        """The source of a loaded row."""
        return cls(row.said_by, row.address)


@dataclass(frozen=True)
class PublishedFigure:
    """One figure as one source gives it. `value` counts units, or cents when `unit` is 'EUR'."""

    id: uuid.UUID
    key: str
    group: str
    label: Text
    value: int
    unit: str
    qualifier: str
    as_of: PartialDate
    as_of_note: Text
    note: Text
    source: SourceRef
    lever: str
    """Slug of the lever, or ''."""
    entered_at: datetime

    @property
    def money(self) -> Money | None:
        """The amount, when the figure is money."""
        return Money(self.value) if self.unit == "EUR" else None

    @property
    def written_value(self) -> str:
        """For files and the API: '62', '100000000.00'."""
        return self.money.decimal_text if self.money is not None else str(self.value)

    @property
    def qualifier_words(self) -> str:
        """'environ', 'plus de'… or ''."""
        return str(Qualifier(self.qualifier).label) if self.qualifier else ""

    @property
    def unit_words(self) -> str:
        """'projets'…, or '' for money."""
        return "" if self.unit == "EUR" else str(Unit(self.unit).label)


@dataclass(frozen=True)
class FigureLine:
    """The entries that speak of the same thing, oldest first, undated last."""

    key: str
    label: Text
    entries: tuple[PublishedFigure, ...]

    @property
    def sources_differ(self) -> bool:
        """Do two entries give different values?"""
        return len({each.value for each in self.entries}) > 1

    @property
    def latest(self) -> PublishedFigure:
        """The most recent dated entry (the last one when none is dated)."""
        dated = [each for each in self.entries if each.as_of]
        return (dated or list(self.entries))[-1]


@dataclass(frozen=True)
class FigureLines:
    """The lines of one group of counts."""

    group: str
    lines: tuple[FigureLine, ...]

    @property
    def label(self) -> str:
        """The title of the group."""
        return str(FigureGroup(self.group).label)


def published_figures(*, lever: str = "") -> tuple[PublishedFigure, ...]:
    """Amounts by line then figures, in the order of the page (two queries). `lever`: only those of one lever."""
    entries = EnvelopeEntry.objects.select_related("line", "line__lever", "source").order_by("line__rank", "line__slug")
    figures = Figure.objects.select_related("lever", "source").order_by("rank", "key")
    if lever:
        entries, figures = entries.filter(line__lever__slug=lever), figures.filter(lever__slug=lever)
    found = [_of_entry(each) for each in entries] + [_of_figure(each) for each in figures]
    ranks = {each.key: position for position, each in reversed(list(enumerate(found)))}
    return tuple(sorted(found, key=lambda each: (ranks[each.key], not each.as_of, each.as_of, each.source.said_by)))


def lines_of(figures: Iterable[PublishedFigure]) -> tuple[FigureLine, ...]:
    """Group by key, keeping the order."""
    return tuple(
        FigureLine(key, entries[0].label, entries)
        for key, entries in ((key, tuple(group)) for key, group in groupby(figures, key=lambda each: each.key))
    )


def groups_of(figures: Iterable[PublishedFigure]) -> tuple[FigureLines, ...]:
    """The counts (money left out) by group, in the order of the page."""
    counts: dict[str, list[PublishedFigure]] = {}
    for each in figures:
        if each.group != MONEY:
            counts.setdefault(each.group, []).append(each)
    return tuple(FigureLines(group, lines_of(found)) for group, found in counts.items())


def _of_entry(row: EnvelopeEntry) -> PublishedFigure:
    return PublishedFigure(
        id=row.pk,
        key=row.line.slug,
        group=MONEY,
        label=Text.read(row.line.title),
        value=row.amount_cents,
        unit="EUR",
        qualifier=row.qualifier,
        as_of=PartialDate(row.as_of),
        as_of_note=Text.read(row.as_of_note),
        note=Text.read(row.note),
        source=SourceRef.of(row.source),
        lever=row.line.lever.slug if row.line.lever else "",
        entered_at=row.entered_at,
    )


def _of_figure(row: Figure) -> PublishedFigure:
    return PublishedFigure(
        id=row.pk,
        key=row.key,
        group=row.group,
        label=Text.read(row.label),
        value=row.value,
        unit=row.unit,
        qualifier=row.qualifier,
        as_of=PartialDate(row.as_of),
        as_of_note=Text.read(row.as_of_note),
        note=Text(""),
        source=SourceRef.of(row.source),
        lever=row.lever.slug if row.lever else "",
        entered_at=row.entered_at,
    )


def money_line_title(slug: str) -> Text | None:
    """The title of a line of money, or None when there is none of this slug."""
    title = EnvelopeLine.objects.filter(slug=slug).values_list("title", flat=True).first()
    return Text.read(title) if title is not None else None
