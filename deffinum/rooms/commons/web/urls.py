"""Addresses of the commons room; those of the content hosts are in `content/urls.py`."""

from __future__ import annotations

from django.urls import path

from deffinum.rooms.commons.web import (
    accompaniments,
    file_player,
    immersive_profile,
    resources,
    version,
    version_file,
)
from deffinum.rooms.commons.web.staff import h5p_libraries

app_name = "commons"
urlpatterns = [
    path("organisations/<uuid:organisation_id>/ressources/", resources.page, name="resources"),
    path("organisations/<uuid:organisation_id>/ressources/deposer/", resources.deposit, name="deposit"),
    path(
        "organisations/<uuid:organisation_id>/ressources/<uuid:resource_id>/version/",
        resources.deposit,
        name="deposit_version",
    ),
    path("ressources/versions/<uuid:version_id>/", version.page, name="version"),
    path("ressources/versions/<uuid:version_id>/fichier/", version_file.page, name="version_file"),
    path("ressources/versions/<uuid:version_id>/essayer/", version.preview, name="preview"),
    path("ressources/versions/<uuid:version_id>/cours/", version.course, name="course"),
    path("ressources/versions/<uuid:version_id>/ouvrir/", version.start, name="start"),
    path("ressources/versions/<uuid:version_id>/lecteur/", file_player.page, name="file_player"),
    path("ressources/versions/<uuid:version_id>/lecteur/ouverture/", file_player.opening, name="open_file"),
    path("ressources/versions/<uuid:version_id>/accompagnements/", accompaniments.page, name="accompaniments"),
    path(
        "ressources/versions/<uuid:version_id>/accompagnements/retirer/",
        accompaniments.withdraw,
        name="withdraw_accompaniment",
    ),
    path(
        "ressources/versions/<uuid:version_id>/pistes/<uuid:accompaniment_id>.vtt", accompaniments.track, name="track"
    ),
    path("instruction/bibliotheques-h5p/", h5p_libraries.page, name="h5p_libraries"),
    path("instruction/bibliotheques-h5p/<uuid:request_id>/", h5p_libraries.allow, name="allow_library"),
    path("xapi/profils/immersif", immersive_profile.page, name="immersive_profile"),
    path("ressources/parcours/<uuid:attempt_id>/", version.attempt, name="attempt"),
]
