"""Addresses of the content hosts; the platform's own hosts know none of them."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.commons.web.content import commits, files, h5p_events, launches, player, reports

urlpatterns = [
    path("t/<str:token>/", files.page, {"path": ""}),
    path("t/<str:token>/<path:path>", files.page),
    path("lecteur/fichiers/<str:name>", player.file),
    path("lecteur/fichiers/h5p/<path:name>", player.h5p_file),
    path("lecteur/h5p/<str:token>", h5p_events.page),
    path("lecteur/commit/<str:token>", commits.page),
    path("lecteur/<str:token>/", player.page),
    path("lancement/<uuid:session_id>/<path:path>", launches.page),
    path("rapport", reports.page),
]
