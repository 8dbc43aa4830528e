"""Find communes by code or postcode, and the point to show for each: from the index made by `build_geography`.

Without the index (its packages are not installed), points fall back to the chief town of the region.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from deffinum.foundation.geo.regions import Region, capitals, department_code_of, region_of_department, regions

Which = Literal["town", "department capital", "region capital"]


@dataclass(frozen=True)
class Commune:
    """A commune of today."""

    code: str
    name: str
    department_code: str
    region_code: str
    population: int | None
    """Municipal population; None when the source gives none."""


@dataclass(frozen=True)
class Point:
    """A point to show, in WGS 84 degrees, and what it really is."""

    latitude: float
    longitude: float
    which: Which
    """'town': the town itself; otherwise the chief town of its department or of its region stands for it."""
    place: str
    """Name of the town whose point it is."""


def index_path() -> Path:
    """Where `build_geography` writes the index of communes."""
    return Path(settings.RUN_FOLDER) / "geo" / "communes.sqlite"


def has_index() -> bool:
    """Was the index built?"""
    return index_path().exists()


def commune(code: str) -> Commune | None:
    """The commune of an INSEE code; old, delegated and district codes lead to the commune of today."""
    found = _read(
        "SELECT code, name, department, region, population FROM commune WHERE code = "
        "coalesce((SELECT current FROM former WHERE code = ?1), ?1)",
        (code,),
    )
    return Commune(*found[0]) if found else None


def communes_of_postcode(postcode: str) -> tuple[Commune, ...]:
    """The communes served by a postcode, most people first; empty when it is unknown or the index is not built."""
    found = _read(
        "SELECT code, name, department, region, population FROM commune JOIN postcode USING (code) "
        "WHERE postcode.postcode = ? ORDER BY population DESC, code",
        (postcode,),
    )
    return tuple(Commune(*row) for row in found)


def region_of_postcode(postcode: str) -> Region | None:
    """The region of a postcode; None when it is not five digits of a known department.

    With the index, that of its most populous commune; else that of the department it starts with, which is
    wrong for the few communes served from a neighbouring department.
    """
    if not re.fullmatch(r"[0-9]{5}", postcode):
        return None
    served = communes_of_postcode(postcode)
    if served:
        return regions()[served[0].region_code]
    return region_of_department(department_code_of(postcode))


def region_of_commune(code: str) -> Region | None:
    """The region of an INSEE commune code; None for an unknown department."""
    known = commune(code)
    return regions()[known.region_code] if known else region_of_department(department_code_of(code))


def point_of_commune(code: str) -> Point | None:
    """The point to show for a commune: its town, else its department's chief town, else its region's.

    The points of towns are those of GeoNames (CC BY 4.0). None only where nothing is known: an unknown code,
    or an overseas collectivity without the index.
    """
    return points_of_communes([code]).get(code)


def points_of_communes(codes: Iterable[str]) -> dict[str, Point]:
    """The point of each commune that has one, in one reading (see `point_of_commune`)."""
    wanted = sorted(set(codes))
    found: dict[str, Point] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        rows = _read(
            f"SELECT asked.code, point.latitude, point.longitude, point.code = place.code, point.name FROM "  # noqa: S608 - marks only
            f"(SELECT code, code AS current FROM commune WHERE code IN ({marks}) "
            f"UNION SELECT code, current FROM former WHERE code IN ({marks})) AS asked "
            "JOIN commune AS place ON place.code = asked.current "
            "JOIN department ON department.code = place.department "
            "JOIN commune AS point ON point.code = CASE WHEN place.latitude IS NULL "
            "THEN department.capital ELSE place.code END WHERE point.latitude IS NOT NULL",
            (*part, *part),
        )
        for code, latitude, longitude, is_own, place in rows:
            found[code] = Point(latitude, longitude, "town" if is_own else "department capital", place)
    for code in wanted:
        if code not in found and (capital := _region_capital(region_of_commune(code))) is not None:
            found[code] = capital
    return found


def point_of_region(code: str) -> Point | None:
    """The point of a region's chief town; None for the overseas collectivities and unknown codes."""
    return _region_capital(regions().get(code))


def _region_capital(region: Region | None) -> Point | None:
    capital = capitals().get(region.capital_code) if region else None
    return Point(capital.latitude, capital.longitude, "region capital", capital.name) if capital else None


def _read(query: str, values: tuple[str, ...]) -> list[Any]:
    """Rows of the index; none when it is not built. The file is replaced whole, never changed: hence immutable."""
    path = index_path()
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as index:
        return index.execute(query, values).fetchall()
