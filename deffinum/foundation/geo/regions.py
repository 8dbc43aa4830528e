"""Regions and departments of France (INSEE, Code officiel géographique), as reference data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from deffinum.foundation.references.reading import Source, load_reference

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Region:
    """A region or an overseas collectivity."""

    code: str
    """INSEE: '27', '01', '988'."""
    name: str
    capital_code: str
    """INSEE code of its chief town; '' for the two territories without residents."""
    zone: str
    """'metro', 'drom' (overseas departments) or 'com' (overseas collectivities)."""


@dataclass(frozen=True)
class Department:
    """A department or an overseas collectivity."""

    code: str
    """INSEE: '01', '2A', '974'."""
    name: str
    region_code: str
    capital_code: str
    zone: str


@dataclass(frozen=True)
class Capital:
    """The chief town of a region, and its point."""

    code: str
    name: str
    latitude: float
    longitude: float


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its code, in INSEE's order: overseas departments, mainland, overseas collectivities."""
    return MappingProxyType({each.code: each for each in load_reference(HERE, "regions").read(Region)})


@cache
def departments() -> Mapping[str, Department]:
    """Every department by its code."""
    return MappingProxyType({each.code: each for each in load_reference(HERE, "departments").read(Department)})


@cache
def capitals() -> Mapping[str, Capital]:
    """Chief towns of regions by commune code; the overseas collectivities have none."""
    return MappingProxyType({each.code: each for each in load_reference(HERE, "capitals").read(Capital)})


def regions_source() -> Source:
    """Where the list of regions comes from."""
    return load_reference(HERE, "regions").source


def department_code_of(commune_code: str) -> str:
    """The department in which a commune code (or a postcode) was given: '13055' → '13', '97411' → '974'.

    Postcodes of Corsica start with 20, as codes did before 1976: '20' is returned for them.
    """
    return commune_code[:3] if commune_code[:2] in {"97", "98"} else commune_code[:2]


def region_of_department(code: str) -> Region | None:
    """The region of a department; None for an unknown code. '20' is Corsica."""
    department = departments().get("2A" if code == "20" else code)
    return regions()[department.region_code] if department else None
