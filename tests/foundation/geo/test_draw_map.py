"""The map: a light, named, unstyled SVG that loses nothing of what it is given."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.geo.drawing import MOST_BYTES, MapPoint, draw_map
from deffinum.foundation.geo.outlines import HEIGHT, WIDTH, projected, region_outlines
from deffinum.foundation.geo.places import Point
from deffinum.foundation.geo.regions import regions

SVG = "{http://www.w3.org/2000/svg}"
MARSEILLE = MapPoint("Marseille", Point(43.297, 5.381, "town", "Marseille"), "93", 3)
LYON = MapPoint("Lyon", Point(45.749, 4.848, "town", "Lyon"), "84")
CAYENNE = MapPoint("Cayenne", Point(4.938, -52.335, "town", "Cayenne"), "03", 2)
PAPEETE = MapPoint("Papeete", Point(-17.5, -149.6, "town", "Papeete"), "987")
VILLAGE = MapPoint("Village", Point(46.206, 5.226, "department capital", "Bourg-en-Bresse"), "84")


def parsed(drawing: str) -> ET.Element:
    """The drawing's root."""
    return ET.fromstring(drawing)  # noqa: S314 - what we have just drawn


def titles(drawing: str) -> list[str]:
    """The words of each dot, in the order they are drawn."""
    root = parsed(drawing)
    return [each.findtext(f"{SVG}title", "") for each in root.iter(f"{SVG}g") if each.get("class") == "map-dot"]


def counted(drawing: str) -> int:
    """What the dots add up to."""
    return sum(int(each.rsplit(" : ", 1)[1]) for each in titles(drawing))


def test_the_mainland_is_joined_from_departments_and_inner_borders_go(built: Path) -> None:
    assert region_outlines() == {
        "84": "M100 100l20 0 0 10 -20 0zM140 100l5 0 0 5 -5 0z",
        "93": "M100 110l10 0 0 5 5 0 0 5 -15 0z",
    }


def test_towns_fall_where_the_drawing_has_them() -> None:
    for (latitude, longitude), (x, y) in {
        (48.853, 2.349): (313, 144), (43.297, 5.381): (439, 477), (48.390, -4.486): (29, 174),
    }.items():  # fmt: skip
        found = projected(latitude, longitude)
        assert (abs(found[0] - x) < 3, abs(found[1] - y) < 3) == (True, True), found
    assert all(0 < value < limit for value, limit in zip(projected(46.5, 2.5), (WIDTH, HEIGHT), strict=True))


def test_a_map_is_named_described_and_without_style(built: Path) -> None:
    drawing = draw_map([MARSEILLE, LYON], "fr", title="Les lauréats <exemple>", name="awards")
    root = parsed(drawing)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert (root[0].get("id"), root[0].text) == (root.get("aria-labelledby"), "Les lauréats <exemple>")
    assert root[1].text == "4 en tout. Le tableau qui accompagne la carte dit la même chose."
    assert not re.search(r"\b(style|fill|stroke|onclick)=|<style|<script|href=", drawing)
    assert "MapSVG (CC BY 4.0)" in drawing
    assert "GeoNames (CC BY 4.0)" in drawing


def test_dots_say_place_and_count_the_largest_first(built: Path) -> None:
    drawing = draw_map([LYON, MARSEILLE, MARSEILLE], "fr")
    assert titles(drawing) == ["Marseille : 6", "Lyon : 1"]


def test_overseas_regions_stand_in_frames(built: Path) -> None:
    drawing = draw_map([CAYENNE, PAPEETE], "fr")
    frames = [each for each in parsed(drawing).iter(f"{SVG}g") if each.get("class") == "map-frame"]
    words = ["".join(each.itertext()) for each in frames]
    assert [text.split("Cayenne")[0] for text in words[:5]] == [
        "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte",
    ]  # fmt: skip
    assert words[5].startswith("Polynésie")
    assert counted(drawing) == 3


def test_a_point_that_is_not_the_towns_is_said(built: Path) -> None:
    assert titles(draw_map([VILLAGE], "fr")) == ["Village (point approché) : 1"]


def test_without_outlines_each_region_has_its_square(run_folder: Path) -> None:
    drawing = draw_map([MARSEILLE, LYON, LYON, CAYENNE, PAPEETE], "fr")
    squares = [each for each in parsed(drawing).iter(f"{SVG}g") if each.get("class") == "map-square"]
    assert len(squares) == 19
    assert sorted(titles(drawing)) == [
        "Auvergne-Rhône-Alpes : 2", "Guyane : 2", "Polynésie française : 1", "Provence-Alpes-Côte d’Azur : 3",
    ]  # fmt: skip
    positions = {(each[0].get("x"), each[0].get("y")) for each in squares}
    assert len(positions) == len(squares)


def test_an_empty_map_is_still_a_map(built: Path) -> None:
    assert titles(draw_map([], "fr")) == []


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Not codes of regions: \['99'\]"):
        draw_map([MapPoint("?", LYON.point, "99")], "fr")


def test_thousands_of_points_stay_light_and_none_is_lost(built: Path) -> None:
    points = [
        MapPoint(
            f"Commune au nom plutôt long {rank}",
            Point(43 + rank % 70 / 10, -1 + rank // 70 / 10, "town", "x"),
            "84",
            1 + rank % 3,
        )
        for rank in range(4000)
    ]
    drawing = draw_map(points, "fr")
    assert len(drawing.encode()) <= MOST_BYTES
    assert counted(drawing) == sum(each.count for each in points)


POINTS = st.builds(
    MapPoint,
    label=st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=20),
    point=st.builds(
        Point,
        latitude=st.floats(-60, 60),
        longitude=st.floats(-179, 179),
        which=st.sampled_from(["town", "department capital", "region capital"]),
        place=st.just("x"),
    ),
    region_code=st.sampled_from(sorted(regions())),
    count=st.integers(1, 500),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(points=st.lists(POINTS, max_size=30), language=st.sampled_from(["fr", "en"]))
def test_nothing_is_lost_whatever_is_shown(built: Path, points: list[MapPoint], language: str) -> None:
    drawing = draw_map(points, language)
    assert counted(drawing) == sum(each.count for each in points)
    assert len(drawing.encode()) <= MOST_BYTES
