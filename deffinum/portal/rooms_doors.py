"""What the installed rooms offer at their doors under an agreed name (`search_<room>`, `load_<room>_sample`…).

By name and not by import: a room that offers nothing under a name has nothing to say there, and a room that is added
is found without a change here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings


def offered(pattern: str) -> dict[str, Callable[..., Any]]:
    """`offered("search_{room}")`: the functions by room, from the lowest room up."""
    found = {}
    for room in settings.ROOMS:
        door = f"deffinum.rooms.{room}.public"
        if find_spec(door) is not None:
            function = getattr(import_module(door), pattern.format(room=room), None)
            if function is not None:
                found[room] = function
    return found
