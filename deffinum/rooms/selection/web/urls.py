"""Addresses of the selection room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "selection"
urlpatterns: list[URLPattern] = []
