"""Addresses of the calls room."""

from __future__ import annotations

from deffinum.rooms.calls.web.application_urls import application_addresses

app_name = "calls"

urlpatterns = [
    *application_addresses,
]
