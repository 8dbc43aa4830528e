"""Where an organisation may be: the one list of regions, without the territories where nobody lives."""

from __future__ import annotations

from deffinum.foundation.geo.regions import regions as all_regions
from deffinum.rooms.people.queries.regions import region_name, regions


def test_every_region_with_residents_is_offered_by_name() -> None:
    names = [each.name for each in regions()]
    assert len(names) == 24
    assert names[:3] == ["Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne"]
    assert names.index("Île-de-France") == names.index("Hauts-de-France") + 1
    assert {each.code for each in regions()} == set(all_regions()) - {"984", "989"}


def test_a_code_says_its_name() -> None:
    assert region_name("93") == "Provence-Alpes-Côte d’Azur"
    assert region_name("") == region_name("984") == region_name("00") == ""
