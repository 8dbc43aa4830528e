"""What does the SCORM player of a version need? All of it at once: its page asks nothing more of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from deffinum.foundation.scorm.model import DataModel
from deffinum.rooms.commons.models import Attempt, ItemState, ResourceVersion
from deffinum.rooms.commons.queries.content_address import CommitPass, commit_token
from deffinum.rooms.commons.queries.scorm_data import (
    BROWSE,
    NORMAL,
    Player,
    items_of,
    model_of,
    starting_values,
    status_of,
)

Json = dict[str, Any]


def scorm_player(version: ResourceVersion, attempt_id: UUID | None, *, since: int, now: datetime) -> Json | None:
    """The player's settings as JSON; None when the attempt is no longer there. `attempt_id` None: nothing is kept.

    `since`: when the player's own address was given (`PlayerPass`); nothing is committed after that one's life.
    """
    attempt = None
    if attempt_id is not None:
        attempt = Attempt.objects.select_related("learner").filter(pk=attempt_id, version=version).first()
        if attempt is None:
            return None
    model, launch = model_of(version), int(now.timestamp() * 1000)
    states = {each.item: each for each in attempt.items.all()} if attempt is not None else {}
    player = Player(attempt.learner.name, NORMAL) if attempt is not None else Player("essai", BROWSE)
    organization = version.outline["organizations"][0]
    return {
        "version": "2004" if model.is_2004 else "1.2",
        "items": [
            _item(model, each, states.get(each["identifier"]), player, _commit_address(attempt, each, launch, since))
            for each in items_of(version)
        ],
        "tree": _activity(organization),
        "collections": version.outline.get("collections", {}),
        "current": attempt.current_item if attempt is not None else "",
        "sequencing": attempt.sequencing if attempt is not None else "",
    }


def _item(
    model: DataModel,
    item: Mapping[str, Any],
    state: ItemState | None,
    player: Player,
    commit: str,
) -> Json:
    return {
        "id": item["identifier"],
        "href": item["href"],
        "isSco": item["is_sco"],
        "prerequisites": item["prerequisites"],
        "commit": commit,
        "status": status_of(model, state),
        "values": starting_values(model, item, state, player) if item["is_sco"] else {},
    }


def _commit_address(attempt: Attempt | None, item: Mapping[str, Any], launch: int, since: int) -> str:
    """Where the item sends what it keeps; '' when nothing is kept."""
    if attempt is None or not item["href"]:
        return ""
    return f"/lecteur/commit/{commit_token(CommitPass(attempt.pk, item['identifier'], launch), since=since)}"


def _activity(item: Mapping[str, Any]) -> Json:
    """The item as an activity of scorm-again's tree: its rules, and its children."""
    return {
        "id": item["identifier"],
        "title": item["title"],
        "isVisible": item.get("is_visible", True),
        **(item["sequencing"] or {}),
        "children": [_activity(each) for each in item.get("children", item.get("items", ()))],
    }
