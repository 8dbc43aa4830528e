"""The regions and overseas collectivities (`reference/regions.csv`)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "reference" / "regions.csv"


@dataclass(frozen=True)
class Region:
    """INSEE code ('27') and name."""

    code: str
    name: str


@cache
def regions() -> tuple[Region, ...]:
    """Every region, by name (as in the file for those that sort alike)."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        found = [Region(line["code"], line["nom"]) for line in csv.DictReader(lines)]
    return tuple(sorted(found, key=lambda each: each.name.replace("Î", "I")))


def region_name(code: str) -> str:
    """The region's name; '' for an empty or unknown code."""
    return next((each.name for each in regions() if each.code == code), "")
