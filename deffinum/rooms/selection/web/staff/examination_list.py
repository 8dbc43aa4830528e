"""The officers' list of deposited applications."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.design.formats import count_text
from deffinum.design.requests import actor_of, now_of, text_of
from deffinum.design.shapes import Crumb, Page
from deffinum.rooms.calls.public import call_choices
from deffinum.rooms.selection.policies import may_open_list
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
        "filters": filters,
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


def _fields(filters: ListFilters) -> list[dict[str, Any]]:
    """The selects of the filters: name in the address, label, choices, present value."""
    calls = call_choices()
    return [
        {
            "name": NAMES["call"],
            "label": _("Appel"),
            "value": filters.call,
            "choices": [("", _("Tous")), *((each.slug, str(each.title)) for each in calls)],
        },
        {
            "name": NAMES["state"],
            "label": _("Étape"),
            "value": filters.state,
            "choices": [
                ("", _("Toutes")),
                *((each.value, str(each.label)) for each in ExaminationState),
                (APPEALED, _("Recours à traiter")),
            ],
        },
        {
            "name": NAMES["officer"],
            "label": _("Agent"),
            "value": filters.officer,
            "choices": [("", _("Tous")), ("me", _("Moi")), ("none", _("Personne encore"))],
        },
        {
            "name": NAMES["sort"],
            "label": _("Trier par"),
            "value": filters.sort or "waiting",
            "choices": [
                ("waiting", _("Attente la plus longue")),
                ("recent", _("Dépôt le plus récent")),
                ("reference", _("Référence")),
                ("aid", _("Aide demandée")),
            ],
        },
    ]
