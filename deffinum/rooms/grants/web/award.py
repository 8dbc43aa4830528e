"""`/registre/<reference>/`: one award, its members' parts, its agreement, its money, each figure with its source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.shapes import Crumb
from deffinum.rooms.grants.models import Award
from deffinum.rooms.grants.queries.euro_thread import euro_thread
from deffinum.rooms.grants.queries.register import published_awards, read_awards


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """404 for an award that is not published."""
    row = get_object_or_404(
        Award.objects.published().select_related("application__call", "application__call_version"), reference=reference
    )
    award = read_awards(published_awards().filter(pk=row.pk))[0]
    crumbs = [
        Crumb(_("Accueil"), "/"),
        Crumb(_("Registre des aides"), reverse("grants:register")),
        Crumb(award.reference),
    ]
    context = {"crumbs": crumbs, "award": award, "thread": euro_thread(row)}
    return render(request, "grants/award.html", context)
