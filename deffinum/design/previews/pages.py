"""Previews of the components and of the layouts: shown in sample mode or when debugging, read by the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from deffinum.design.previews.samples import preview_context

PAGES = {
    "": "components",
    "formulaires": "forms",
    "travail": "work",
    "document": "document",
    "connexion": "bare",
}
ERRORS = {"400", "403", "404", "409", "500", "503"}


def page(request: HttpRequest, name: str = "") -> HttpResponse:
    """One preview page; 404 outside sample mode."""
    if not (settings.SAMPLE_MODE or settings.DEBUG) or name not in PAGES:
        raise Http404
    context = preview_context(datetime(2022, 4, 29, 7, 30, tzinfo=UTC))
    return render(request, f"design/previews/{PAGES[name]}.html", context)


def error(request: HttpRequest, code: str) -> HttpResponse:
    """An error page as people see it, with status 200."""
    if not (settings.SAMPLE_MODE or settings.DEBUG) or code not in ERRORS:
        raise Http404
    return render(request, f"{code}.html")
