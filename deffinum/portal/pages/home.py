"""Home: the mission, the doors by need, three live figures, what is open now, the latest news."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design import slots
from deffinum.design.formats import count_text, money_text
from deffinum.design.requests import now_of
from deffinum.design.shapes import KeyFigure, Source
from deffinum.portal.doors import needs
from deffinum.rooms.plan.public import FigureLine, lines_of, published_figures

LIVE_FIGURES = ("deffinum", "projets-retenus", "deffinov-tiers-lieux")
"""Keys of the plan's figures that the home page shows."""


def page(request: HttpRequest) -> HttpResponse:
    """`/`."""
    now = now_of(request)
    return render(
        request,
        "portal/home.html",
        {
            "needs": needs(),
            "figures": live_figures(),
            "more_figures": slots.render("portal.home.figures", request, now=now),
            "open_calls": slots.render("portal.home.open_calls", request, now=now),
            "news": slots.render("portal.home.news", request, now=now),
        },
    )


def live_figures() -> list[KeyFigure]:
    """Three figures of the plan, each with its source; a note when another source differs."""
    lines = {line.key: line for line in lines_of(published_figures())}
    return [_key_figure(lines[key]) for key in LIVE_FIGURES if key in lines]


def _key_figure(line: FigureLine) -> KeyFigure:
    figure = line.latest
    value = money_text(figure.money) if figure.money is not None else f"{count_text(figure.value)} {figure.unit_words}"
    others = [each for each in line.entries if each.value != figure.value]
    note = ""
    if others:
        told = "\u00a0; ".join(
            f"{money_text(each.money) if each.money is not None else count_text(each.value)} ({each.source.said_by})"
            for each in others
        )
        note = _("Les sources publiques diffèrent. Ailleurs : %(others)s.") % {"others": told}
    return KeyFigure(
        value=f"{figure.qualifier_words} {value}".strip(),
        label=_("Enveloppe : %(line)s") % {"line": line.label} if figure.money is not None else str(line.label),
        source=Source(
            label=figure.source.said_by,
            url=figure.source.address,
            date=figure.as_of or None,
            method=str(figure.as_of_note),
        ),
        note=note,
    )
