"""The door of the commons room."""

from __future__ import annotations

from deffinum.rooms.commons import public


def test_the_door_names_what_it_gives() -> None:
    assert all(hasattr(public, name) for name in public.__all__)
