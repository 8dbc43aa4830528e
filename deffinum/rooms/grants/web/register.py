"""`/registre/`: the public register of awards; search and filters stand in the address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from deffinum.design.formats import count_text
from deffinum.design.shapes import Crumb, FilterField, Page
from deffinum.foundation.geo.drawing import draw_map
from deffinum.rooms.grants.queries.register import RegisterFilters
from deffinum.rooms.grants.queries.register_page import (
    RegisterPage,
    awards_by_region,
    leads_on_map,
    register_choices,
    register_page,
)

LONGEST_SEARCH = 100
"""Characters of a search that are read."""


def filters_of(asked: QueryDict) -> RegisterFilters:
    """`?q=`, `?appel=`, `?region=`, `?annee=`; what means nothing is left out. Pages, files and feed share it."""
    year = asked.get("annee", "")
    return RegisterFilters(
        text=asked.get("q", "")[:LONGEST_SEARCH].replace("\x00", ""),
        call=asked.get("appel", "")[:80].replace("\x00", ""),
        region=asked.get("region", "")[:3].replace("\x00", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 and year != "0000" else None,
    )


def page(request: HttpRequest) -> HttpResponse:
    """Rows, totals, a map of the leads and the table that says the same."""
    filters = filters_of(request.GET)
    found = register_page(
        filters,
        after=request.GET.get("apres", "").replace("\x00", ""),
        before=request.GET.get("avant", "").replace("\x00", ""),
    )
    title = _("Où sont les chefs de file")
    drawing = draw_map(leads_on_map(filters), get_language() or "fr", title=title, name="chefs-de-file")
    return render(
        request,
        "grants/register.html",
        {
            "crumbs": [Crumb(_("Accueil"), "/"), Crumb(_("Registre des aides"))],
            "found": found,
            "fields": _fields(filters),
            "is_filtered": filters != RegisterFilters(),
            "map": mark_safe(drawing),  # noqa: S308 - drawn by us, every text escaped
            "regions": awards_by_region(filters),
            "pages": _pages(request.GET, found),
            "query": _filters_only(request.GET),
            "site": settings.SITE_URL,
        },
    )


def _fields(filters: RegisterFilters) -> list[FilterField]:
    """The filter bar: only what the register holds is offered."""
    choices = register_choices()
    calls = [("", _("Tous")), *((slug, str(title)) for slug, title in choices.calls)]
    years = [("", _("Toutes")), *((str(year), str(year)) for year in choices.years)]
    return [
        FilterField("q", _("Projet, organisation ou référence"), filters.text),
        FilterField("appel", _("Appel"), filters.call, calls),
        FilterField("region", _("Région"), filters.region, [("", _("Toutes")), *choices.regions]),
        FilterField("annee", _("Année"), str(filters.year or ""), years),
    ]


def _pages(asked: QueryDict, found: RegisterPage) -> Page:
    shown = len(found.awards)
    said = ngettext("%(shown)s aide affichée sur %(count)s", "%(shown)s aides affichées sur %(count)s", shown) % {
        "shown": count_text(shown),
        "count": count_text(found.totals.count),
    }
    return Page(
        previous_url=_address(asked, "avant", found.before) if found.before else "",
        next_url=_address(asked, "apres", found.after) if found.after else "",
        said=said if shown else "",
    )


def _address(asked: QueryDict, name: str, key: str) -> str:
    words = asked.copy()
    for each in ("avant", "apres"):
        words.pop(each, None)
    words[name] = key
    return f"?{words.urlencode()}"


def _filters_only(asked: QueryDict) -> str:
    """The filters as an address, for the files: '?q=…&annee=…' or ''."""
    words = asked.copy()
    for each in list(words):
        if each not in ("q", "appel", "region", "annee") or not words[each]:
            del words[each]
    return f"?{words.urlencode()}" if words else ""
