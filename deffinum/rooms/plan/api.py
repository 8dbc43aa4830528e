"""The plan for machines: the same queries as the page and the file."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema

from deffinum.foundation.values import Text
from deffinum.rooms.plan.queries.lever_page import LeverPage, lever_page
from deffinum.rooms.plan.queries.plan_overview import LeverStateView, LeverSummary, plan_overview
from deffinum.rooms.plan.queries.published_figures import PublishedFigure, SourceRef, published_figures

router = Router()


class TextOut(Schema):
    """A text in the two languages of the platform."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> TextOut:
        """From a value."""
        return cls(fr=text.fr, en=text.en)


class SourceOut(Schema):
    """Who says it, and the public page."""

    said_by: str
    address: str

    @classmethod
    def of(cls, source: SourceRef) -> SourceOut:
        """From a query's source."""
        return cls(said_by=source.said_by, address=source.address)


class StateOut(Schema):
    """A state of a lever. `as_of`: '2021', '2021-10', '2021-10-01' or '' (no date given)."""

    state: str
    as_of: str
    reason: TextOut
    source: SourceOut

    @classmethod
    def of(cls, view: LeverStateView) -> StateOut:
        """From a query's view."""
        return cls(
            state=view.state, as_of=view.as_of.text, reason=TextOut.of(view.reason), source=SourceOut.of(view.source)
        )


class LeverOut(Schema):
    """A lever and its present state."""

    slug: str
    title: TextOut
    summary: TextOut
    present: StateOut | None

    @classmethod
    def of(cls, lever: LeverSummary) -> LeverOut:
        """From a query's summary."""
        return cls(
            slug=lever.slug,
            title=TextOut.of(lever.title),
            summary=TextOut.of(lever.summary),
            present=StateOut.of(lever.present) if lever.present else None,
        )


class AxisOut(Schema):
    """An axis or a work-stream with its levers."""

    slug: str
    kind: str
    title: TextOut
    announced_as_of: str
    source: SourceOut
    levers: list[LeverOut]


class PlanOut(Schema):
    """The plan. There is no average progress, on purpose."""

    title: TextOut
    mission: TextOut
    axes: list[AxisOut]
    other_levers: list[LeverOut]


class FigureOut(Schema):
    """A figure as one source gives it. `value` is text: '62' projects, '100000000.00' EUR."""

    key: str
    group: str
    label: TextOut
    qualifier: str
    value: str
    unit: str
    as_of: str
    as_of_note: TextOut
    note: TextOut
    source: SourceOut
    lever: str

    @classmethod
    def of(cls, figure: PublishedFigure) -> FigureOut:
        """From the one query."""
        return cls(
            key=figure.key,
            group=figure.group,
            label=TextOut.of(figure.label),
            qualifier=figure.qualifier,
            value=figure.written_value,
            unit=figure.unit,
            as_of=figure.as_of.text,
            as_of_note=TextOut.of(figure.as_of_note),
            note=TextOut.of(figure.note),
            source=SourceOut.of(figure.source),
            lever=figure.lever,
        )


class LeverPageOut(LeverOut):
    """A lever in full: its history (oldest first) and its figures."""

    states: list[StateOut]
    figures: list[FigureOut]


@router.get("", response=PlanOut, summary=_("Le plan : axes, leviers et leur état"))
def read_plan(request: HttpRequest) -> PlanOut:
    """Axes, levers and their present state, each with its date, reason and source."""
    overview = plan_overview()
    if overview is None:
        raise Http404
    return PlanOut(
        title=TextOut.of(overview.title),
        mission=TextOut.of(overview.mission),
        axes=[
            AxisOut(
                slug=axis.slug,
                kind=axis.kind,
                title=TextOut.of(axis.title),
                announced_as_of=axis.announced_as_of.text,
                source=SourceOut.of(axis.source),
                levers=[LeverOut.of(each) for each in axis.levers],
            )
            for axis in overview.axes
        ],
        other_levers=[LeverOut.of(each) for each in overview.other_levers],
    )


@router.get("/figures", response=list[FigureOut], summary=_("Les chiffres et l’argent du plan, chacun avec sa source"))
def read_figures(request: HttpRequest, lever: str = "") -> list[FigureOut]:
    """Every published figure; sources that disagree give several lines of the same key."""
    return [FigureOut.of(each) for each in published_figures(lever=lever)]


@router.get("/levers/{slug}", response=LeverPageOut, summary=_("Un levier : son histoire et ses chiffres"))
def read_lever(request: HttpRequest, slug: str) -> LeverPageOut:
    """One lever."""
    page: LeverPage | None = lever_page(slug)
    if page is None:
        raise Http404
    lines = [*page.money_lines, *(line for group in page.figure_groups for line in group.lines)]
    states = [StateOut.of(each) for each in page.states]
    return LeverPageOut(
        slug=page.slug,
        title=TextOut.of(page.title),
        summary=TextOut.of(page.summary),
        present=states[-1] if states else None,
        states=states,
        figures=[FigureOut.of(figure) for line in lines for figure in line.entries],
    )
