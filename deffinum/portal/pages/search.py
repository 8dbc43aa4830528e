"""Search over every room."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deffinum.design.requests import actor_of, text_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.search import SearchHit
from deffinum.portal.search import LONGEST_TEXT, search


@dataclass(frozen=True)
class Answer:
    """A hit ready to be drawn."""

    kind: str
    title: str
    summary: str
    url: str


def page(request: HttpRequest) -> HttpResponse:
    """`/recherche/?q=`."""
    text = text_of(request, "q", longest=LONGEST_TEXT)
    answers = [_answer(hit) for hit in search(text, actor=actor_of(request))]
    return render(
        request,
        "portal/search.html",
        {
            "crumbs": [Crumb(_("Recherche"))],
            "search_text": text,
            "answers": answers,
        },
    )


def _answer(hit: SearchHit) -> Answer:
    address = reverse(hit.url_name, kwargs=dict(hit.url_arguments))
    return Answer(str(hit.kind), str(hit.title), str(hit.summary), f"{address}#{hit.anchor}" if hit.anchor else address)
