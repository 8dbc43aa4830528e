"""What the address of a page of figures asks for: period, version, path, place, grain, one store or the owner's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from deffinum.design.requests import key_in, text_of
from deffinum.design.shapes import FilterField
from deffinum.rooms.records.queries.figure_cells import Subject
from deffinum.rooms.records.queries.group_sums import Asked, Period, Place
from deffinum.rooms.records.queries.periods import code_of, days_of, period_of
from deffinum.rooms.records.web.figure_texts import period_text
from deffinum.rooms.records.words import Facet, Grain

FACET_NAMES = {Facet.VERSION: "version", Facet.PATH: "parcours", Facet.PLACE: "lieu"}
GRAIN_NAMES = {
    "jour": Grain.DAY, "semaine": Grain.WEEK, "mois": Grain.MONTH, "trimestre": Grain.QUARTER, "annee": Grain.YEAR
}  # fmt: skip
_KEPT = ("periode", "depuis", "jusqu", "version", "parcours", "lieu", "par", "etablissements")
OWNER = "tous"


@dataclass(frozen=True)
class Filters:
    """What is asked, and how the address says it."""

    asked: Asked
    grain: Grain
    is_of_owner: bool
    """Of every establishment of the owner, not of this one."""
    given: dict[str, str]

    @property
    def query(self) -> str:
        """For another page about the same question: '?…', or ''."""
        return f"?{urlencode(self.given)}" if self.given else ""

    def with_place(self, name: str, place: Place | None) -> str:
        """The address of a neighbouring page; '' when there is none."""
        return "" if place is None else f"?{urlencode(self.given | {name: place.text})}"


def filters_of(request: HttpRequest) -> Filters:
    """What means nothing asks for everything."""
    given = {name: value for name in _KEPT if (value := text_of(request, name))}
    since, until = days_of(given.get("periode", "")) or (_day(given.get("depuis", "")), _day(given.get("jusqu", "")))
    if since and until and since > until:
        since, until = until, since
    named = {facet.value: key_in(given.get(name, "")) for facet, name in FACET_NAMES.items()}
    return Filters(
        asked=Asked(since=since, until=until, **named),
        grain=GRAIN_NAMES.get(given.get("par", ""), Grain.MONTH),
        is_of_owner=given.get("etablissements") == OWNER,
        given=given,
    )


def place_of(request: HttpRequest, name: str) -> Place | None:
    """Where the page begins or ends."""
    return Place.read(text_of(request, name))


def fields_of(
    filters: Filters, choices: Sequence[tuple[Facet, Subject]], *, now: datetime, zone: str, has_others: bool
) -> list[FilterField]:
    """The fields of the filter bar; a version, path or place that nothing can be read of is not offered."""
    given = filters.given
    fields = [
        FilterField("periode", _("Période"), given.get("periode", ""), _periods(given, now, zone)),
        FilterField("depuis", _("Ou du"), _text(filters, filters.asked.since), kind="date"),
        FilterField("jusqu", _("Au"), _text(filters, filters.asked.until), kind="date"),
    ]
    for facet, name in FACET_NAMES.items():
        offered = [(str(each.key), each.title) for kind, each in choices if kind == facet]
        if offered or name in given:
            fields.append(FilterField(name, facet.label, given.get(name, ""), [("", _("Tout")), *offered]))
    fields.append(FilterField("par", _("Graphique par"), given.get("par", "mois"), _grains()))
    if has_others:
        scopes = [("", _("Celui-ci")), (OWNER, _("Tous ceux de l’organisme"))]
        fields.append(FilterField("etablissements", _("Établissements"), given.get("etablissements", ""), scopes))
    return fields


def _periods(given: dict[str, str], now: datetime, zone: str) -> list[tuple[str, str]]:
    today = now.astimezone(ZoneInfo(zone)).date()
    choices = [("", _("Tout, ou vos dates"))]
    for grain, this, last in (
        (Grain.DAY, _("Aujourd’hui"), _("Hier")),
        (Grain.WEEK, _("Cette semaine"), _("La semaine dernière")),
        (Grain.MONTH, _("Ce mois-ci"), _("Le mois dernier")),
        (Grain.QUARTER, _("Ce trimestre"), _("Le trimestre dernier")),
        (Grain.YEAR, _("Cette année"), _("L’année dernière")),
    ):
        before = period_of(today, grain)[0] - timedelta(days=1)
        choices += [(code_of(today, grain), this), (code_of(before, grain), last)]
    asked = given.get("periode", "")
    days = None if asked in dict(choices) else days_of(asked)
    if days:
        grain = next(each for each in Grain if code_of(days[0], each) == asked)
        choices.append((asked, period_text(Period(*days, learners=0), grain)))
    return choices


def _grains() -> list[tuple[str, str]]:
    return [(name, str(grain.label)) for name, grain in GRAIN_NAMES.items()]


def _text(filters: Filters, day: date | None) -> str:
    """What was typed stays; a period that was chosen is not written as dates."""
    return "" if day is None or days_of(filters.given.get("periode", "")) else day.isoformat()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
