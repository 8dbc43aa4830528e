"""Addresses of the calls room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "calls"
urlpatterns: list[URLPattern] = []
