"""Addresses of the commons room on the platform's own host."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.commons.web import file_player, immersive_profile

app_name = "commons"
urlpatterns = [
    path("ressources/versions/<uuid:version_id>/lecteur/", file_player.page, name="file_player"),
    path("ressources/versions/<uuid:version_id>/lecteur/ouverture/", file_player.opening, name="open_file"),
    path("xapi/profils/immersif", immersive_profile.page, name="immersive_profile"),
]
