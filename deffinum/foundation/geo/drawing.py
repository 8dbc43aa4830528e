"""A map of France drawn on the server: one SVG text, no script, no style, light enough for a slow line.

With the outlines of `build_geography`: the mainland in outline, each overseas region in a frame of its own.
Without them: one labelled square a region. The table that says the same is the caller's to show.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _

from deffinum.foundation.geo.outlines import CREDIT, HEIGHT, WIDTH, projected, region_outlines
from deffinum.foundation.geo.places import Point
from deffinum.foundation.geo.regions import regions

MOST_BYTES = 60_000
CELLS = (1, 4, 8, 12, 16, 20, 24, 32, 48, 96)
"""Sides, in units of the drawing, of the cells in which points become one dot: the first that is light enough."""
MOST_NAMES = 3
FRAME_WIDTH, FRAME_HEIGHT = 120, 46
"""Of the frame of an overseas region; five in a row."""
SQUARE = 100
"""Side of the square of a region, with its margin."""
SQUARES = {
    "32": (3, 0), "53": (1, 1), "28": (2, 1), "11": (3, 1), "44": (4, 1),
    "52": (1, 2), "24": (2, 2), "27": (3, 2), "75": (2, 3), "84": (3, 3),
    "76": (2, 4), "93": (3, 4), "94": (4, 4),
    "01": (0, 5), "02": (1, 5), "03": (2, 5), "04": (3, 5), "06": (4, 5),
}  # fmt: skip
"""Column and row of each region's square: neighbours as far as squares allow, overseas in the last row."""


@dataclass(frozen=True)
class MapPoint:
    """Something to show at a place."""

    label: str
    """Name of the place: 'Marseille'."""
    point: Point
    region_code: str
    count: int = 1
    """How many there are (projects, places…)."""


@dataclass(frozen=True)
class _Dot:
    x: float
    y: float
    label: str
    count: int


def draw_map(points: Sequence[MapPoint], language: str, *, title: str = "", name: str = "map") -> str:
    """The map as SVG text of at most 60 kB, with `<title>` and role="img".

    Points at one place become one dot with its count; when there are too many dots, neighbours are joined.
    `title` says what is shown; `name` (letters, digits, hyphens) makes the identifiers unique in the page.
    Raises ValueError for a point of an unknown region.
    Classes: map, map-region, map-frame, map-square, map-label, map-dot, map-count, map-credit.
    """
    strangers = {each.region_code for each in points} - regions().keys()
    if strangers:
        raise ValueError(f"Not codes of regions: {sorted(strangers)}.")
    with translation.override(language):
        drawing = ""
        for cell in CELLS:
            drawing = _drawing(points, title or _("Carte de France"), name, cell)
            if len(drawing.encode()) <= MOST_BYTES:
                break
        return drawing


def _drawing(points: Sequence[MapPoint], title: str, name: str, cell: int) -> str:
    outlines = region_outlines()
    body, width, height = _outlined(points, outlines, cell) if outlines else _squared(points)
    total = sum(each.count for each in points)
    said = _("%(total)s en tout. Le tableau qui accompagne la carte dit la même chose.") % {"total": total}
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-text">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-text">{escape(said)}</desc>{body}</svg>'
    )


def _outlined(points: Sequence[MapPoint], outlines: Mapping[str, str], cell: int) -> tuple[str, int, int]:
    """The mainland in outline with its dots, then a frame for each overseas region; (drawing, width, height)."""
    paths = [
        f'<path class="map-region" d="{data}"><title>{escape(regions()[code].name)}</title></path>'
        for code, data in outlines.items()
    ]
    dots = map(_circle, _grouped([each for each in points if each.region_code in outlines], cell))
    overseas = _by_region([each for each in points if each.region_code not in outlines])
    frames = []
    for rank, (code, dot) in enumerate(overseas):
        x, y = rank % 5 * (FRAME_WIDTH + 4), HEIGHT + 12 + rank // 5 * (FRAME_HEIGHT + 4)
        frames.append(
            f'<g class="map-frame"><rect x="{x}" y="{y}" width="{FRAME_WIDTH}" height="{FRAME_HEIGHT}"/>'
            + _label(regions()[code].name, x + 6, y + 14, widest=14)
            + (_circle(_Dot(x + FRAME_WIDTH - 22, y + 23, dot.label, dot.count)) if dot else "")
            + "</g>"
        )
    bottom = HEIGHT + 12 + math.ceil(len(frames) / 5) * (FRAME_HEIGHT + 4) + 16
    credit = _("Fond de carte : %(credit)s. Points des villes : GeoNames (CC BY 4.0).") % {"credit": CREDIT}
    line = f'<text class="map-credit" x="0" y="{bottom}">{escape(credit)}</text>'
    return "".join([*paths, *dots, *frames, line]), WIDTH + 7, bottom + 8


def _squared(points: Sequence[MapPoint]) -> tuple[str, int, int]:
    """One square a region; (drawing, width, height). Used until the outlines are built."""
    counted = dict(_by_region(points)) | dict(_by_region(points, everywhere=True))
    places = dict(SQUARES)
    for rank, code in enumerate(code for code in counted if code not in SQUARES):
        places[code] = (rank % 5, 6 + rank // 5)
    squares = []
    for code, (column, row) in places.items():
        x, y, dot = column * SQUARE, row * SQUARE, counted.get(code)
        squares.append(
            f'<g class="map-square"><rect x="{x + 2}" y="{y + 2}" width="{SQUARE - 4}" height="{SQUARE - 4}"/>'
            + _label(regions()[code].name, x + 9, y + 20, widest=13)
            + (_circle(_Dot(x + 50, y + 72, regions()[code].name, dot.count)) if dot else "")
            + "</g>"
        )
    rows = 1 + max(row for _column, row in places.values())
    return "".join(squares), 5 * SQUARE, rows * SQUARE


def _by_region(points: Iterable[MapPoint], *, everywhere: bool = False) -> Iterator[tuple[str, _Dot | None]]:
    """(region, its one dot): overseas departments always, other regions when something is there."""
    found: dict[str, list[MapPoint]] = defaultdict(list)
    for each in points:
        found[each.region_code].append(each)
    for code, region in regions().items():
        if code in found:
            yield code, _Dot(0, 0, _named(found[code]), sum(each.count for each in found[code]))
        elif region.zone == "drom" and not everywhere:
            yield code, None


def _grouped(points: Iterable[MapPoint], cell: int) -> Iterator[_Dot]:
    """One dot for the points of a cell, at their weighted middle; the largest first, so that none is hidden."""
    cells: dict[tuple[int, int], list[tuple[float, float, MapPoint]]] = defaultdict(list)
    for each in points:
        x, y = projected(each.point.latitude, each.point.longitude)
        cells[int(x // cell), int(y // cell)].append((x, y, each))
    dots = []
    for members in cells.values():
        total = sum(each.count for _x, _y, each in members)
        middle_x = sum(x * each.count for x, _y, each in members) / total
        middle_y = sum(y * each.count for _x, y, each in members) / total
        dots.append(_Dot(middle_x, middle_y, _named([each for _x, _y, each in members]), total))
    return iter(sorted(dots, key=lambda dot: -dot.count))


def _named(points: Sequence[MapPoint]) -> str:
    """'Marseille', 'Lille, Roubaix', 'Lille, Roubaix, Lens et 4 autres'; says when the point is not the town's."""
    names = list(dict.fromkeys(each.label for each in points))
    text = ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        text = _("%(names)s et %(more)s autres") % {"names": text, "more": len(names) - MOST_NAMES}
    if any(each.point.which != "town" for each in points):
        text = _("%(names)s (point approché)") % {"names": text}
    return text


def _circle(dot: _Dot) -> str:
    radius = 5 if dot.count == 1 else min(20, round(7 + 2 * math.sqrt(dot.count)))
    said = escape(f"{dot.label} : {dot.count}")
    count = (
        f'<text class="map-count" x="{dot.x:.0f}" y="{dot.y + 4:.0f}" text-anchor="middle">{dot.count}</text>'
        if dot.count > 1
        else ""
    )
    return (
        f'<g class="map-dot"><title>{said}</title><circle cx="{dot.x:.0f}" cy="{dot.y:.0f}" r="{radius}"/>{count}</g>'
    )


def _label(name: str, x: int, y: int, *, widest: int) -> str:
    """A name on as many lines as it needs, cut after spaces and hyphens."""
    lines = [""]
    for word in name.replace("-", "- ").split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > widest:
            lines.append(word)
        else:
            lines[-1] += word if not lines[-1] or lines[-1].endswith("-") else f" {word}"
    spans = "".join(f'<tspan x="{x}" y="{y + 13 * rank}">{escape(line)}</tspan>' for rank, line in enumerate(lines))
    return f'<text class="map-label">{spans}</text>'
