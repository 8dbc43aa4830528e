"""One page of the public register: its rows, its totals, its filters, and where the leads are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from deffinum.foundation.geo.drawing import MapPoint
from deffinum.foundation.geo.places import point_of_region, points_of_communes
from deffinum.foundation.geo.regions import regions
from deffinum.foundation.values import Money, Text
from deffinum.rooms.grants.models import Award, AwardShare
from deffinum.rooms.grants.queries.register import (
    RegisterAward,
    RegisterFilters,
    RegisterTotals,
    published_awards,
    read_awards,
    register_totals,
)

PAGE_SIZE = 20


@dataclass(frozen=True)
class RegisterPage:
    """Rows and the keys of the neighbouring pages ('' when there is none)."""

    awards: tuple[RegisterAward, ...]
    totals: RegisterTotals
    after: str
    before: str


@dataclass(frozen=True)
class RegisterChoices:
    """What the filters offer: only what the register holds."""

    calls: tuple[tuple[str, Text], ...]
    regions: tuple[tuple[str, str], ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class RegionLine:
    """The awards of one region's leads. `without_amount` of them have no published amount."""

    code: str
    name: str
    count: int
    aid: Money
    without_amount: int


def register_page(
    filters: RegisterFilters, *, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> RegisterPage:
    """Rows after (or before) a key, newest first (five queries). A key that means nothing gives the first page."""
    every = published_awards(filters)
    found, backwards = every, False
    if (key := _key(after)) is not None:
        found = every.filter(Q(awarded_on__lt=key[0]) | Q(awarded_on=key[0], reference__gt=key[1]))
    elif (key := _key(before)) is not None:
        found = every.filter(Q(awarded_on__gt=key[0]) | Q(awarded_on=key[0], reference__lt=key[1]))
        found, backwards = found.order_by("awarded_on", "-reference"), True
    rows = read_awards(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows = tuple(reversed(rows))
    has_next = bool(rows) and (backwards or more)
    has_previous = bool(rows) and (more if backwards else _key(after) is not None)
    return RegisterPage(
        awards=rows,
        totals=register_totals(filters),
        after=_key_of(rows[-1]) if has_next else "",
        before=_key_of(rows[0]) if has_previous else "",
    )


def register_choices() -> RegisterChoices:
    """Calls, regions and years of the register (one query)."""
    rows = Award.objects.published().values_list(
        "application__call__slug", "application__call__title", "region_code", "awarded_on__year"
    )
    found = list(rows.order_by().distinct())
    calls = {slug: Text.read(title) for slug, title, _region, _year in found}
    codes = {code for _slug, _title, code, _year in found if code}
    return RegisterChoices(
        calls=tuple(sorted(calls.items(), key=lambda each: each[1].fr)),
        regions=tuple((code, region.name) for code, region in regions().items() if code in codes),
        years=tuple(sorted({year for _slug, _title, _code, year in found}, reverse=True)),
    )


def leads_on_map(filters: RegisterFilters) -> tuple[MapPoint, ...]:
    """Where the leads are (one query): their commune, else their region's chief town; the others are on no map."""
    leads = AwardShare.objects.filter(is_lead=True, award__in=published_awards(filters)).order_by()
    rows = list(leads.values_list("organisation__commune_code", "organisation__commune_name", "award__region_code"))
    points = points_of_communes({code for code, _name, _region in rows if code})
    counted = Counter(rows)
    found = []
    for (code, name, region), count in counted.items():
        point = points.get(code) or point_of_region(region)
        if point is not None and region in regions():
            found.append(MapPoint(name or point.place, point, region, count))
    return tuple(found)


def awards_by_region(filters: RegisterFilters) -> tuple[RegionLine, ...]:
    """The table beside the map (one query): every award once, those without a region under ''."""
    found: dict[str, list[int | None]] = {}
    for code, cents in published_awards(filters).order_by().values_list("region_code", "aid_cents"):
        found.setdefault(code, []).append(cents)
    names = {code: region.name for code, region in regions().items()}
    lines = [
        RegionLine(
            code=code,
            name=names.get(code, ""),
            count=len(amounts),
            aid=Money(sum(each for each in amounts if each is not None)),
            without_amount=amounts.count(None),
        )
        for code, amounts in found.items()
    ]
    return tuple(sorted(lines, key=lambda each: (not each.name, -each.count, each.name)))


def _key_of(award: RegisterAward) -> str:
    return f"{award.awarded_on.isoformat()}~{award.reference}"


def _key(text: str) -> tuple[date, str] | None:
    day, _mark, reference = text.partition("~")
    try:
        return (date.fromisoformat(day), reference) if reference else None
    except ValueError:
        return None
