"""The regions and overseas collectivities where an organisation may be (`foundation/geo` holds the list)."""

from __future__ import annotations

from functools import cache

from deffinum.foundation.geo.regions import Region
from deffinum.foundation.geo.regions import regions as all_regions


@cache
def regions() -> tuple[Region, ...]:
    """Those with residents, by name (as INSEE orders those that sort alike)."""
    inhabited = (each for each in all_regions().values() if each.capital_code)
    return tuple(sorted(inhabited, key=lambda each: each.name.replace("Î", "I")))


def region_name(code: str) -> str:
    """The region's name; '' for an empty or unknown code, and for a territory without residents."""
    return next((each.name for each in regions() if each.code == code), "")
