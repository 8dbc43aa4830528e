"""`/lecteur/h5p/<token>`: where an H5P content stands, and what it says. The token says whose; the body says what."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from deffinum.design.requests import now_of
from deffinum.foundation.h5p.statements import Event
from deffinum.foundation.packages.words import PackageFormat
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.commons.commands.keep_h5p import Sending, keep_h5p
from deffinum.rooms.commons.models import Attempt
from deffinum.rooms.commons.queries.content_address import commit_pass
from deffinum.rooms.commons.queries.package_index import ServedVersion
from deffinum.rooms.commons.web.content.headers import plain_answer

MOST_BYTES = 2 * 1024**2
LONGEST_STATE = 1_000_000
"""Characters of all that a content keeps, names included."""
MOST_STATES = 500
"""Things that a content keeps; each of its parts keeps one."""
MOST_EVENTS = 50
"""Of one sending; a player with more to say sends again."""
_MOST_RANKS = 1_000_000


def page(request: HttpRequest, token: str) -> HttpResponse:
    """POST {"order", "state": {name: JSON text} or null, "events": [{"rank", "said"}]}; answers what was left aside."""
    served: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    opened = commit_pass(token)
    if (
        served.format is not PackageFormat.H5P
        or opened is None
        or not Attempt.objects.filter(pk=opened.attempt_id, version=served.id).exists()
    ):
        return plain_answer(403, _("Ce lecteur n’est plus ouvert : rouvrez la ressource pour continuer."))
    if request.method != "POST":
        return plain_answer(405, _("Un lecteur envoie ce qu’il garde, et ne le relit pas ici."))
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return plain_answer(413, _("Ce contenu envoie plus que ce qui peut être gardé."))
    told = _told(request)
    if told is None:
        return plain_answer(400, _("Cet envoi n’est pas lisible."))
    if sum(len(name) + len(text) for name, text in (told["state"] or {}).items()) > LONGEST_STATE:
        return plain_answer(413, _("Ce contenu envoie plus que ce qui peut être gardé."))
    sending = Sending(opened.launch, told["order"], told["state"], told["events"])
    kept = keep_h5p(attempt_id=opened.attempt_id, sending=sending, by=PLATFORM, now=now_of(request))
    if kept is None:
        return plain_answer(403, _("Ce parcours n’existe plus."))
    problems = [{"rank": rank, "sentence": sentence} for rank, sentence in kept.problems]
    return JsonResponse({"isLate": kept.is_late, "problems": problems})


def _told(request: HttpRequest) -> dict[str, Any] | None:
    """The body, its events typed; None when it is something else."""
    try:
        told: Any = orjson.loads(request.body)
    except (orjson.JSONDecodeError, OSError):
        return None
    if not isinstance(told, dict) or not _is_rank(told.get("order")) or not _is_state(told.get("state")):
        return None
    said = told.get("events")
    if not isinstance(said, list) or len(said) > MOST_EVENTS or not all(_is_event(each) for each in said):
        return None
    events = [Event(each["rank"], each["said"]) for each in said]
    return {"order": told["order"], "state": told.get("state"), "events": events}


def _is_rank(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST_RANKS


def _is_state(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and len(value) <= MOST_STATES
        and all(isinstance(text, str) and "\0" not in text + name for name, text in value.items())
    )


def _is_event(value: Any) -> bool:
    return isinstance(value, dict) and _is_rank(value.get("rank")) and isinstance(value.get("said"), dict)
