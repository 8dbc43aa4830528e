"""The organisations for which I act, what my identity provider proposes, what I asked for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, text_of
from deffinum.rooms.people.policies import is_administrator
from deffinum.rooms.people.queries.my_space import my_organisations
from deffinum.rooms.people.queries.organisations import organisations_found
from deffinum.rooms.people.web.crumbs import under_my_space


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Administrators also find any organisation by its name or SIRET (`?q=`)."""
    actor = actor_of(request)
    words = text_of(request, "q", longest=100)
    found = organisations_found(actor, words=words) if words and is_administrator(actor) else None
    context = {
        "crumbs": under_my_space(_("Mes organisations")),
        "mine": my_organisations(actor),
        "may_find": is_administrator(actor),
        "words": words,
        "found": found,
    }
    return render(request, "people/my_organisations.html", context)
