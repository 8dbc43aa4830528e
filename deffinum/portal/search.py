"""The platform's search: each room answers for itself, this page joins the answers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from deffinum.foundation.policies import Actor
from deffinum.foundation.search import SearchHit

Provider = Callable[..., tuple[SearchHit, ...]]
"""`search_<room>(text, *, actor, limit)`, exported by the room's door."""

LIMIT_PER_ROOM = 20
LONGEST_TEXT = 100
"""Characters of the search that are read."""


def providers() -> tuple[Provider, ...]:
    """The searches of the installed rooms, from the top of the house down (what people look for comes first)."""
    found = []
    for room in reversed(settings.ROOMS):
        # By name: a room that offers no search, or is not installed, has nothing to say here.
        door = f"deffinum.rooms.{room}.public"
        if find_spec(door) is not None:
            provider = getattr(import_module(door), f"search_{room}", None)
            if provider is not None:
                found.append(provider)
    return tuple(found)


def search(text: str, *, actor: Actor) -> tuple[SearchHit, ...]:
    """What the rooms found and the actor may see; nothing for an empty search."""
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        return ()
    return tuple(hit for provider in providers() for hit in provider(text, actor=actor, limit=LIMIT_PER_ROOM))
