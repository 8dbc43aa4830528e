"""Addresses of the grants room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "grants"
urlpatterns: list[URLPattern] = []
