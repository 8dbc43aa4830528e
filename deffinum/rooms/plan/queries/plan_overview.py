"""The plan as anyone may read it: axes, levers and their present state, money and figures. No average progress."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from deffinum.foundation.values import PartialDate, Text
from deffinum.rooms.plan.models import Axis, Lever, LeverStateEntry, Plan
from deffinum.rooms.plan.queries.published_figures import (
    MONEY,
    FigureLine,
    FigureLines,
    PublishedFigure,
    SourceRef,
    groups_of,
    lines_of,
    published_figures,
)
from deffinum.rooms.plan.words import AxisKind, FigureGroup, LeverState


@dataclass(frozen=True)
class LeverStateView:
    """A state of a lever, with the date, the reason and the source that its entry gives."""

    state: str
    as_of: PartialDate
    reason: Text
    source: SourceRef
    entered_at: datetime

    @property
    def label(self) -> str:
        """'En préparation'…"""
        return str(LeverState(self.state).label)

    @classmethod
    def of(cls, row: LeverStateEntry) -> LeverStateView:
        """From a loaded row."""
        return cls(row.state, PartialDate(row.as_of), Text.read(row.reason), SourceRef.of(row.source), row.entered_at)


@dataclass(frozen=True)
class LeverSummary:
    """A lever and where it stands; `present` is None before its first state is recorded."""

    id: uuid.UUID
    slug: str
    title: Text
    summary: Text
    present: LeverStateView | None


@dataclass(frozen=True)
class AxisOverview:
    """An axis with its levers; `announced_as_of` and `source` say since when it is listed, and by whom."""

    slug: str
    kind: str
    title: Text
    announced_as_of: PartialDate
    source: SourceRef
    note: Text
    levers: tuple[LeverSummary, ...]

    @property
    def kind_label(self) -> str:
        """'Axe' or 'Chantier'."""
        return str(AxisKind(self.kind).label)


@dataclass(frozen=True)
class PlanOverview:
    """What the plan's page shows."""

    id: uuid.UUID
    title: Text
    mission: Text
    axes: tuple[AxisOverview, ...]
    other_levers: tuple[LeverSummary, ...]
    figures: tuple[PublishedFigure, ...]

    @property
    def money_lines(self) -> tuple[FigureLine, ...]:
        """Money by line, every entry kept."""
        return self._lines(MONEY)

    @property
    def funnel(self) -> tuple[FigureLine, ...]:
        """From files opened to projects retained."""
        return self._lines(FigureGroup.FUNNEL)

    @property
    def figure_groups(self) -> tuple[FigureLines, ...]:
        """Every count, by group."""
        return groups_of(self.figures)

    @property
    def named_sectors_total(self) -> int:
        """Projects in a sector that a source names (37)."""
        return sum(line.latest.value for line in self._lines(FigureGroup.SECTOR))

    @property
    def unnamed_sectors_total(self) -> int | None:
        """Sector projects whose sector no source names (44 − 37 = 7); None when the total is not known."""
        sector_projects = self._value("projets-sectoriels")
        return sector_projects - self.named_sectors_total if sector_projects is not None else None

    @property
    def retained_without_redirected(self) -> int | None:
        """Projects retained under the call itself (62 − 12 = 50); None when one of the two is not known."""
        retained, redirected = self._value("projets-retenus"), self._value("projets-rediriges")
        return retained - redirected if retained is not None and redirected is not None else None

    def _lines(self, group: str) -> tuple[FigureLine, ...]:
        return lines_of(each for each in self.figures if each.group == group)

    def _value(self, key: str) -> int | None:
        line = next((each for each in lines_of(self.figures) if each.key == key), None)
        return line.latest.value if line is not None else None


def lever_summaries() -> dict[uuid.UUID | None, tuple[LeverSummary, ...]]:
    """Every lever with its present state, by axis (None: outside the axes); two queries."""
    present = {
        row.lever_id: LeverStateView.of(row)
        for row in LeverStateEntry.objects.order_by("lever_id", "-rank").distinct("lever_id").select_related("source")
    }
    found: dict[uuid.UUID | None, tuple[LeverSummary, ...]] = {}
    for lever in Lever.objects.order_by("rank", "slug"):
        summary = LeverSummary(
            lever.pk, lever.slug, Text.read(lever.title), Text.read(lever.summary), present.get(lever.pk)
        )
        found[lever.axis_id] = (*found.get(lever.axis_id, ()), summary)
    return found


def lever_by_slug(slug: str) -> LeverSummary | None:
    """One lever and its present state, or None (two queries)."""
    lever = Lever.objects.filter(slug=slug).first()
    if lever is None:
        return None
    last = LeverStateEntry.objects.filter(lever=lever).select_related("source").order_by("-rank").first()
    present = LeverStateView.of(last) if last is not None else None
    return LeverSummary(lever.pk, lever.slug, Text.read(lever.title), Text.read(lever.summary), present)


def plan_overview() -> PlanOverview | None:
    """The plan, or None before it is loaded (six queries)."""
    plan = Plan.objects.order_by("slug").first()
    if plan is None:
        return None
    levers = lever_summaries()
    axes = tuple(
        AxisOverview(
            slug=axis.slug,
            kind=axis.kind,
            title=Text.read(axis.title),
            announced_as_of=PartialDate(axis.announced_as_of),
            source=SourceRef.of(axis.source),
            note=Text.read(axis.note),
            levers=levers.get(axis.pk, ()),
        )
        for axis in Axis.objects.filter(plan=plan).select_related("source").order_by("rank")
    )
    return PlanOverview(
        id=plan.pk,
        title=Text.read(plan.title),
        mission=Text.read(plan.mission),
        axes=axes,
        other_levers=levers.get(None, ()),
        figures=published_figures(),
    )
