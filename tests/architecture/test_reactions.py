"""Names that stored jobs carry: a reaction that is renamed while its jobs wait would leave them in failure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from deffinum.foundation.events import reaction_names

NAMES = Path(__file__).with_name("reaction_names.txt")
"""One `fact > reaction` a line, as jobs store them. A new reaction adds its line. Before a line is changed or removed,
a release in which the old name still answers must have emptied the queue."""


def _of_the_rooms() -> list[tuple[str, str]]:
    return sorted((fact, name) for fact, name in reaction_names() if name.startswith("deffinum."))


def test_the_names_of_reactions_are_stable() -> None:
    known = NAMES.read_text().splitlines()
    assert known == sorted(known)
    assert known == [f"{fact} > {name}" for fact, name in _of_the_rooms()]


def test_a_reaction_is_a_named_function_of_its_room() -> None:
    for fact, name in _of_the_rooms():
        room = name.split(".")[2]
        assert name.startswith(f"deffinum.rooms.{room}.reactions.") and "<locals>" not in name
        assert fact.startswith("deffinum.rooms.") and ".events." in fact


def test_a_reaction_hears_one_fact() -> None:
    heard = Counter(name for _fact, name in _of_the_rooms())
    assert set(heard.values()) == {1}
