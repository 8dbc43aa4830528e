"""`/lecteur/commit/<token>`: what a content keeps. The token says which item of which attempt; the body says what."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.commands.keep_commit import LONGEST_SEQUENCING, Commit, keep_commit
from deffinum.rooms.commons.models import Attempt
from deffinum.rooms.commons.queries.content_address import CommitPass, commit_pass
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.web.content.headers import plain_answer

MOST_BYTES = 2 * 1024**2
_MOST_COMMITS = 1_000_000
"""Of one player: more is no learner."""


def page(request: HttpRequest, token: str) -> HttpResponse:
    """POST {"order", "values", "isEnd", "sequencing"}; answers what was refused, element by element."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    opened = commit_pass(token)
    is_scorm = served.format in (PackageFormat.SCORM_12, PackageFormat.SCORM_2004)
    if opened is None or not is_scorm or not Attempt.objects.filter(pk=opened.attempt_id, version=served.id).exists():
        return plain_answer(403, _("Ce lecteur n’est plus ouvert : rouvrez la ressource pour continuer."))
    if request.method != "POST":
        return plain_answer(405, _("Un lecteur envoie ce qu’il garde, et ne le relit pas ici."))
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return plain_answer(413, _("Ce contenu envoie plus que ce qui peut être gardé."))
    commit = _commit(request, opened)
    if commit is None:
        return plain_answer(400, _("Cet envoi n’est pas lisible."))
    kept = keep_commit(attempt_id=opened.attempt_id, item=opened.item, commit=commit, by=PLATFORM, now=now_of(request))
    if kept is None:
        return plain_answer(403, _("Ce parcours n’existe plus."))
    problems = [{"element": each.element, "sentence": each.sentence} for each in kept.problems[:50]]
    return JsonResponse({"isLate": kept.is_late, "problems": problems})


def _commit(request: HttpRequest, opened: CommitPass) -> Commit | None:
    """The body, typed; None when it is something else."""
    try:
        told: Any = orjson.loads(request.body)
    except (orjson.JSONDecodeError, OSError):
        return None
    if not isinstance(told, dict):
        return None
    order, values, sequencing = told.get("order"), told.get("values"), told.get("sequencing", "")
    if not isinstance(order, int) or not 0 < order < _MOST_COMMITS:
        return None
    if not isinstance(values, dict) or not isinstance(sequencing, str):
        return None
    if len(sequencing) > LONGEST_SEQUENCING or "\0" in sequencing:
        return None
    return Commit(opened.launch, order, values, told.get("isEnd") is True, sequencing)
