"""Addresses of the previews."""

from __future__ import annotations

from django.urls import path

from deffinum.design.previews.pages import page

app_name = "previews"

urlpatterns = [
    path("apercu/", page, name="components"),
    path("apercu/<slug:name>/", page, name="page"),
]
