"""`/ressources/versions/<id>/lecteur/`: a video, a document, a 360° photo or a 3D object, on the platform's own page.

Its bytes come from the version's own host; what the learner does is told to the record store by the page's island, with
the token that the opening gives. Without an island, or without records, the page still shows what a browser can show.
"""

from __future__ import annotations

import uuid

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deffinum.design.requests import actor_of, now_of
from deffinum.design.shapes import Crumb
from deffinum.foundation.errors import DomainError
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.xapi.checking import is_uuid
from deffinum.rooms.commons.policies import may_open_file
from deffinum.rooms.commons.queries.accompaniments import accompaniments_of
from deffinum.rooms.commons.queries.file_player import FilePlayer, file_player
from deffinum.rooms.commons.queries.immersive_profile import PROFILE
from deffinum.rooms.commons.queries.resources import learner_id_of
from deffinum.rooms.records.public import has_played, open_play

TEMPLATES = {
    PackageFormat.VIDEO: "commons/file_players/video.html",
    PackageFormat.PDF: "commons/file_players/document.html",
    PackageFormat.PANORAMA: "commons/file_players/panorama.html",
    PackageFormat.GLTF: "commons/file_players/model.html",
}


@login_required
def page(request: HttpRequest, version_id: uuid.UUID) -> HttpResponseBase:
    """Show the resource; who is not enrolled with its organisation sees it without records."""
    player, learner_id = _opened(request, version_id)
    template = TEMPLATES[player.format]
    context = {
        "player": player,
        "texts": accompaniments_of(version_id=version_id, language=get_language() or "fr"),
        "is_learner": learner_id is not None,
        "island": _told(player),
        "crumbs": [Crumb(player.title, reverse("commons:version", args=[version_id])), Crumb(_("Ouvrir"))],
    }
    allowed = {
        "img-src": [player.origin],
        "media-src": ["'self'", player.origin],
        "connect-src": ["'self'", "blob:", "data:", player.origin],
    }
    return csp_update(allowed)(lambda asked: render(asked, template, context))(request)


@login_required
@require_POST
def opening(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Open a play for the learner; answers its token as JSON, or why there is none.

    `afresh=1`: a new attempt. `registration`: the one in which this page already writes, when its token is over.
    """
    player, learner_id = _opened(request, version_id)
    if learner_id is None:
        return HttpResponse(status=204)
    try:
        play = open_play(
            learner_id=learner_id,
            activity=player.activity,
            definition=player.definition,
            afresh=request.POST.get("afresh") == "1",
            registration=_own_registration(request, player, learner_id),
            by=actor_of(request),
            now=now_of(request),
        )
    except DomainError as error:
        return JsonResponse({"said": str(error)}, status=error.status)
    answer = JsonResponse(
        {
            "token": play.token,
            "actor": play.actor,
            "registration": str(play.registration),
            "resumed": play.is_resumed,
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _own_registration(request: HttpRequest, player: FilePlayer, learner_id: uuid.UUID) -> uuid.UUID | None:
    """The registration that the page names, if the learner opened the resource in it."""
    said = request.POST.get("registration", "")
    if not is_uuid(said):
        return None
    registration = uuid.UUID(said)
    known = has_played(learner_id=learner_id, activity=player.activity, registration=registration)
    return registration if known else None


def _opened(request: HttpRequest, version_id: uuid.UUID) -> tuple[FilePlayer, uuid.UUID | None]:
    """The version, and which learner of its organisation the person is. Raises Http404, PermissionDenied."""
    player = file_player(version_id=version_id)
    if player is None:
        raise Http404
    actor = actor_of(request)
    learner_id = learner_id_of(account_id=actor.account_id, organisation_id=player.organisation_id)
    verdict = may_open_file(actor, player.organisation_id, is_learner=learner_id is not None, now=now_of(request))
    if not verdict:
        raise PermissionDenied(str(verdict.reason))
    return player, learner_id


def _told(player: FilePlayer) -> dict[str, object]:
    """What the island is told."""
    return {
        "open": reverse("commons:open_file", args=[player.version_id]),
        "store": reverse("records:statements").removesuffix("statements"),
        "file": player.file,
        "activity": {"id": player.activity, "definition": player.definition},
        "profile": f"{settings.SITE_URL}{PROFILE}",
    }
