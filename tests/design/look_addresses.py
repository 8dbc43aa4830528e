"""Addresses of the look alone, with an empty page where the navigation leads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "design/layout/base.html")


urlpatterns = [
    path("", include("deffinum.design.urls")),
    path("", include("deffinum.design.previews.urls")),
    path("", empty),
    *(path(f"{name}/", empty) for name in ("appels", "plan", "registre", "mon-espace", "instruction", "recherche")),
]
