"""The reviews asked of me."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.rooms.selection.queries.my_reviews import my_reviews
from deffinum.rooms.selection.web.staff.frame import signed_in


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """`/expertises/`: empty for those who were asked for nothing."""
    context = {
        "crumbs": [Crumb(_("Accueil"), "/"), Crumb(_("Mes expertises"))],
        "reviews": my_reviews(actor=actor_of(request), now=now_of(request)),
    }
    return render(request, "selection/my_reviews.html", context)
