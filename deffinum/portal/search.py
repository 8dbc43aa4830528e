"""The platform's search: each room answers for itself, this module joins the answers."""

from __future__ import annotations

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import SearchHit
from deffinum.portal.rooms_doors import offered

LIMIT_PER_ROOM = 20
LONGEST_TEXT = 100
"""Characters of the search that are read."""


def search(text: str, *, actor: Actor) -> tuple[SearchHit, ...]:
    """What `search_<room>(text, *, actor, limit)` of each room found, from the top of the house down.

    Nothing for an empty search. Each room shows only what the actor may see.
    """
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        return ()
    providers = reversed(list(offered("search_{room}").values()))
    return tuple(hit for provider in providers for hit in provider(text, actor=actor, limit=LIMIT_PER_ROOM))
