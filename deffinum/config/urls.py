"""Every address of the platform: each room mounts its own."""

from __future__ import annotations

from django.urls import include, path

from deffinum.config.api import api

urlpatterns = [
    path("api/", api.urls),
    path("comptes/", include("allauth.urls")),
    path("", include("deffinum.rooms.people.web.urls")),
    path("", include("deffinum.rooms.plan.web.urls")),
    path("", include("deffinum.rooms.calls.web.urls")),
    path("", include("deffinum.rooms.selection.web.urls")),
    path("", include("deffinum.rooms.grants.web.urls")),
    path("", include("deffinum.design.urls")),
    path("", include("deffinum.design.previews.urls")),
    path("", include("deffinum.portal.urls")),
]
