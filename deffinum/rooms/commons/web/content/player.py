"""`/lecteur/<token>/`: the page that plays a version, on the version's own host; the platform shows it in a frame.

The programming interface that a SCORM content looks for must stand in a window of the same origin: so the player lives
beside the content, with all its data preloaded, and tells the platform's page only what the table of contents shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.foundation.packages.words import PackageFormat
from deffinum.rooms.commons.models import Attempt, ResourceVersion
from deffinum.rooms.commons.queries.content_address import PlayerPass, file_token, player_pass
from deffinum.rooms.commons.queries.h5p_player import h5p_player
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.queries.scorm_player import scorm_player
from deffinum.rooms.commons.web.content.headers import plain_answer
from deffinum.rooms.commons.web.content.media_types import media_type_of
from deffinum.rooms.records.public import Purpose, withdrawn_among

_LIBRARIES = settings.BASE_DIR / "node_modules"
FILES: dict[str, Path | str] = {
    "scorm12.js": _LIBRARIES / "scorm-again/dist/esm/scorm12.min.js",
    "scorm2004.js": _LIBRARIES / "scorm-again/dist/esm/scorm2004.min.js",
    "scorm.js": "commons/players/scorm.js",
    "commits.js": "commons/players/commits.js",
    "prerequisites.js": "commons/players/prerequisites.js",
    "player.css": "commons/players/player.css",
    "h5p.js": "commons/players/h5p.js",
    "h5p_page.css": "commons/players/h5p_page.css",
}
"""What a player's page loads: a file of a package fetched at set-up, or a static file of the room."""
_H5P_FILES = _LIBRARIES / "h5p-standalone/dist"


@dataclass(frozen=True)
class Opening:
    """What a player is asked to show."""

    version: ResourceVersion
    opened: PlayerPass


def _scorm(request: HttpRequest, opening: Opening) -> HttpResponse:
    told = scorm_player(opening.version, opening.opened.attempt_id, since=opening.opened.since, now=now_of(request))
    if told is None:
        return plain_answer(404, _("Ce parcours n’existe plus."))
    base = f"/t/{file_token(opening.version.pk, since=opening.opened.since)}/"
    told |= {"base": base, "platform": settings.SITE_URL}
    return render(request, "commons/players/scorm.html", {"settings": told, "title": opening.version.title})


def _h5p(request: HttpRequest, opening: Opening) -> HttpResponse:
    if not _h5p_files():
        return plain_answer(503, _("Cette plateforme n’a pas installé de lecteur H5P : la ressource reste déposée."))
    told = h5p_player(opening.version, opening.opened.attempt_id, since=opening.opened.since, now=now_of(request))
    if told is None:
        return plain_answer(404, _("Ce parcours n’existe plus."))
    base = f"/t/{file_token(opening.version.pk, since=opening.opened.since)}"
    told |= {"base": base, "platform": settings.SITE_URL, "words": _words_of_h5p()}
    language = str(opening.version.outline["language"])
    context = {"settings": told, "title": opening.version.title, "language": "" if language == "und" else language}
    return render(request, "commons/players/h5p.html", context)


def _words_of_h5p() -> dict[str, str]:
    """Those that the core of H5P shows by itself."""
    return {
        "fullscreen": _("Plein écran"),
        "disableFullscreen": _("Quitter le plein écran"),
        "close": _("Fermer"),
        "confirmDialogHeader": _("Confirmer"),
        "confirmDialogBody": _("Voulez-vous continuer ? Vous ne pourrez pas revenir en arrière."),
        "cancelLabel": _("Annuler"),
        "confirmLabel": _("Confirmer"),
    }


PLAYERS: dict[PackageFormat, Callable[[HttpRequest, Opening], HttpResponse]] = {
    PackageFormat.SCORM_12: _scorm,
    PackageFormat.SCORM_2004: _scorm,
    PackageFormat.H5P: _h5p,
}
"""Who plays which format on the content host."""


def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET; 403 when the path is no longer open or the learner no longer agrees, 404 for a format that nothing plays."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    opened = player_pass(token, version_id=served.id)
    if opened is None:
        return plain_answer(403, _("Ce lien n’est plus ouvert : revenez à la ressource et ouvrez-la de nouveau."))
    play = PLAYERS.get(served.format)
    if play is None or request.method != "GET":
        raise Http404
    version = ResourceVersion.objects.get(pk=served.id)
    if opened.attempt_id is not None and (refusal := _refusal(opened.attempt_id)) is not None:
        return refusal
    return play(request, Opening(version, opened))


def _refusal(attempt_id: UUID) -> HttpResponse | None:
    """The address was given hours ago: is its learner still a learner, and do they still agree? None: they are."""
    attempt = Attempt.objects.select_related("learner__account").filter(pk=attempt_id).first()
    if attempt is None:
        return plain_answer(404, _("Ce parcours n’existe plus."))
    account = attempt.learner.account
    if account is None or not account.is_active:
        return plain_answer(403, _("Ce parcours n’est plus celui d’une personne qui a un compte."))
    learner = attempt.learner
    if withdrawn_among(store_id=learner.store_id, purpose=Purpose.TRAINING.value, agent_keys={learner.agent_key.hex}):
        return plain_answer(403, _("Vous avez retiré votre accord pour le suivi de la formation : rien n’est gardé."))
    return None


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the players themselves."""
    known = FILES.get(name)
    found = known if isinstance(known, Path) else finders.find(known) if known else None
    return _file(Path(found) if found else None)


def h5p_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of h5p-standalone: its scripts, its style sheets, and the fonts and pictures that these name."""
    return _file(_h5p_files().get(name))


@cache
def _h5p_files() -> dict[str, Path]:
    """By their path in the folder that the package distributes; empty before `npm ci`."""
    return {each.relative_to(_H5P_FILES).as_posix(): each for each in _H5P_FILES.rglob("*") if each.is_file()}


def _file(found: Path | None) -> HttpResponseBase:
    if found is None or not found.is_file():
        raise Http404
    kind = media_type_of(found.name)
    kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    answer = HttpResponse(found.read_bytes(), content_type=kind)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
