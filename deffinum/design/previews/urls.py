"""Addresses of the previews."""

from __future__ import annotations

from django.urls import path

from deffinum.design.previews.pages import error, page

app_name = "previews"

urlpatterns = [
    path("apercu/", page, name="components"),
    path("apercu/erreur/<str:code>/", error, name="error"),
    path("apercu/<slug:name>/", page, name="page"),
]
