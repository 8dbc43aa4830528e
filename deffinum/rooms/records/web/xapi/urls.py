"""Addresses of the store, whole: `door` reads them as they stand, the room names them for its pages."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.records.web.xapi import description, documents, lookups, pairing, statements, tracking_document

_STORE = {
    "statements": ("statements", statements.page),
    "state": ("activities/state", documents.state),
    "activity_profile": ("activities/profile", documents.activity_profile),
    "agent_profile": ("agents/profile", documents.agent_profile),
    "activities": ("activities", lookups.activities),
    "agents": ("agents", lookups.agents),
    "about": ("about", lookups.about),
}
"""What tools ask of the store, below its endpoint."""
urlpatterns = [
    *[path(f"xapi/{address}", page, name=name) for name, (address, page) in _STORE.items()],
    # Launched content joins the endpoint that it is given, which ends with a slash, and its addresses by another one.
    *[path(f"xapi//{address}", page) for address, page in _STORE.values()],
    path("xapi/openapi-<str:version>.json", description.page, name="xapi_description"),
    path("xapi/appareils/jumelage", pairing.page, name="use_pairing"),
    path("xapi/adaptateurs/deffinum", tracking_document.page, name="tracking_document"),
]
