"""What does the H5P player of a version need? All of it at once: its page asks nothing more of the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from deffinum.rooms.commons.models import Attempt, ItemState, ResourceVersion
from deffinum.rooms.commons.queries.content_address import CommitPass, commit_token
from deffinum.rooms.commons.queries.scorm_data import activity_of

SAVE_EVERY_SECONDS = 5
"""How often H5P asks a content where it stands; the player sends it when it changed."""


def item_of(version: ResourceVersion) -> str:
    """Under which name the state of an H5P content is kept: its main library, 'H5P.TrueFalse-1.6'."""
    return str(version.outline["main_library"])


def h5p_player(
    version: ResourceVersion, attempt_id: UUID | None, *, since: int, now: datetime
) -> dict[str, Any] | None:
    """The player's settings as JSON; None when the attempt is no longer there. `attempt_id` None: nothing is kept.

    `since`: when the player's own address was given (`PlayerPass`); nothing is kept after that one's life.
    """
    if attempt_id is not None and not Attempt.objects.filter(pk=attempt_id, version=version).exists():
        return None
    item = item_of(version)
    kept = ItemState.objects.filter(attempt=attempt_id, item=item).first() if attempt_id is not None else None
    launch = int(now.timestamp() * 1000)
    token = commit_token(CommitPass(attempt_id, item, launch), since=since) if attempt_id is not None else ""
    return {
        "activity": activity_of(version.pk),
        "title": version.title,
        "commit": f"/lecteur/h5p/{token}" if token else "",
        "state": kept.values if kept is not None else {},
        "saveEvery": SAVE_EVERY_SECONDS,
    }
