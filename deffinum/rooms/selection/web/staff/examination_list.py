"""The officers' list of deposited applications."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.design.formats import count_text
from deffinum.design.requests import actor_of, now_of, text_of
from deffinum.design.shapes import Crumb, FilterField, Page
from deffinum.rooms.calls.public import call_choices
from deffinum.rooms.selection.policies.examination import may_open_list
from deffinum.rooms.selection.queries.examination_list import APPEALED, ListFilters, examination_list
from deffinum.rooms.selection.web.staff.frame import signed_in
from deffinum.rooms.selection.words import ExaminationState

NAMES = {"call": "appel", "wave": "vague", "state": "etat", "officer": "agent", "text": "q", "sort": "tri",
         "after": "apres", "before": "avant"}  # fmt: skip
"""Filters in the address: the list can be kept as a bookmark, and sent to a colleague."""


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """`/instruction/dossiers/`: filters in the address, fifty a page."""
    actor, now = actor_of(request), now_of(request)
    if not may_open_list(actor, now=now):
        raise PermissionDenied
    filters = ListFilters(**{name: text_of(request, word) for name, word in NAMES.items()})
    found = examination_list(actor=actor, filters=filters, now=now)
    context = {
        "crumbs": [Crumb(_("Instruction"), "/instruction/"), Crumb(_("Dossiers"))],
        "found": found,
        "fields": _fields(filters),
        "states": [(each, found.by_state.get(each, 0)) for each in ExaminationState if each in found.by_state],
        "filtered": any((filters.call, filters.wave, filters.state, filters.officer, filters.text)),
        "pages": Page(
            _address(request, before=found.previous_key) if found.previous_key else "",
            _address(request, after=found.next_key) if found.next_key else "",
            _said(found.total),
        ),
    }
    return render(request, "selection/staff/examination_list.html", context)


def _said(total: int) -> str:
    return ngettext("%(count)s dossier", "%(count)s dossiers", total) % {"count": count_text(total)}


def _address(request: HttpRequest, **keys: str) -> str:
    query = QueryDict(mutable=True)
    query.update(
        {word: value for word, value in request.GET.dict().items() if word not in {"apres", "avant"} and value}
    )
    query.update({NAMES[name]: value for name, value in keys.items()})
    return f"?{query.urlencode()}"


def _fields(filters: ListFilters) -> list[FilterField]:
    """The filter bar; names are those of the address."""
    calls = [("", _("Tous")), *((each.slug, str(each.title)) for each in call_choices())]
    stages = [
        ("", _("Toutes")),
        *((each.value, str(each.label)) for each in ExaminationState),
        (APPEALED, _("Recours à traiter")),
    ]
    officers = [("", _("Tous")), ("me", _("Moi")), ("none", _("Personne encore"))]
    sorts = [
        ("waiting", _("Attente la plus longue")),
        ("recent", _("Dépôt le plus récent")),
        ("reference", _("Référence")),
        ("aid", _("Aide demandée")),
    ]
    return [
        FilterField(NAMES["text"], _("Référence, projet ou organisation"), filters.text),
        FilterField(NAMES["call"], _("Appel"), filters.call, calls),
        FilterField(NAMES["wave"], _("Vague"), filters.wave, kind="number"),
        FilterField(NAMES["state"], _("Étape"), filters.state, stages),
        FilterField(NAMES["officer"], _("Agent"), filters.officer, officers),
        FilterField(NAMES["sort"], _("Trier par"), filters.sort or "waiting", sorts),
    ]
