"""The whole file on one page, to read and to print; and the live list of what it misses."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.rooms.calls.web.application_frame import application_page, opened, page_context
from deffinum.rooms.calls.web.gap_address import gap_lines


@application_page
def page(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Every section, the budget, the plan, the pieces."""
    dossier = opened(request, application_id)
    context = page_context(
        request, dossier, _("Récapitulatif"), budget=dossier.budget,
        budget_rows=[
            {"label": category.label, "amounts": [part.rows[rank].total for part in dossier.budget.parts]}
            for rank, category in enumerate(dossier.budget.categories)
        ],
        gaps=gap_lines(application_id, dossier.completeness.gaps),
    )  # fmt: skip
    return render(request, "calls/application/summary.html", context)


@application_page
def completeness_fragment(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """The list alone (htmx), or on its page without JavaScript."""
    dossier = opened(request, application_id)
    context = page_context(
        request,
        dossier,
        _("Ce qui manque encore"),
        gaps=gap_lines(application_id, dossier.completeness.gaps),
        warnings=gap_lines(application_id, dossier.completeness.warnings),
    )
    template = "fragments/completeness.html" if request.headers.get("HX-Request") else "application/completeness.html"
    return render(request, f"calls/{template}", context)
