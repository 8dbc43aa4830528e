"""One lever: its whole history, its money and its figures."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from deffinum.foundation.values import Text
from deffinum.rooms.plan.models import Lever, LeverStateEntry
from deffinum.rooms.plan.queries.plan_overview import LeverStateView
from deffinum.rooms.plan.queries.published_figures import (
    MONEY,
    FigureLine,
    FigureLines,
    groups_of,
    lines_of,
    published_figures,
)


@dataclass(frozen=True)
class LeverPage:
    """A lever in full; `states` oldest first."""

    id: uuid.UUID
    slug: str
    title: Text
    summary: Text
    axis_title: Text | None
    states: tuple[LeverStateView, ...]
    money_lines: tuple[FigureLine, ...]
    figure_groups: tuple[FigureLines, ...]

    @property
    def present(self) -> LeverStateView | None:
        """The last state recorded."""
        return self.states[-1] if self.states else None


def lever_page(slug: str) -> LeverPage | None:
    """The lever of this slug, or None (four queries)."""
    lever = Lever.objects.select_related("axis").filter(slug=slug).first()
    if lever is None:
        return None
    figures = published_figures(lever=slug)
    states = LeverStateEntry.objects.filter(lever=lever).select_related("source").order_by("rank")
    return LeverPage(
        id=lever.pk,
        slug=lever.slug,
        title=Text.read(lever.title),
        summary=Text.read(lever.summary),
        axis_title=Text.read(lever.axis.title) if lever.axis else None,
        states=tuple(LeverStateView.of(row) for row in states),
        money_lines=lines_of(each for each in figures if each.group == MONEY),
        figure_groups=groups_of(figures),
    )
