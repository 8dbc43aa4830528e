"""Every address of the platform: each room mounts its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from deffinum.config.api import api

PAGES = [
    *[f"deffinum.rooms.{room}.web.urls" for room in settings.ROOMS],
    "deffinum.design.urls",
    "deffinum.design.previews.urls",
    "deffinum.portal.urls",
]
"""Who has pages, from the lowest room up; the portal's errors and home come last."""

handler400 = "deffinum.portal.pages.errors.bad_request"
handler403 = "deffinum.portal.pages.errors.permission_denied"
handler404 = "deffinum.portal.pages.errors.page_not_found"
handler500 = "deffinum.portal.pages.errors.server_error"

urlpatterns = [
    path("api/", api.urls),
    *[path("", include(module)) for module in PAGES if find_spec(module) is not None],
    # After the people room's pages, which take the place of three of these (the identity provider's, signing out).
    path("comptes/", include("allauth.urls")),
]
