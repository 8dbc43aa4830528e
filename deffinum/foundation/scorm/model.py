"""What a run-time data model is: its elements by name, each with its type and who may write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from deffinum.foundation.scorm.kinds import Kind

_INDEX = re.compile(r"(?<=\.)(0|[1-9][0-9]{0,5})(?=\.)", re.ASCII)


class Access(Enum):
    """Who may write an element: both may read and write, the platform alone writes, the content alone writes."""

    READ_WRITE = "read/write"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Element:
    """An element that holds a value."""

    kind: Kind
    access: Access = Access.READ_WRITE


@dataclass(frozen=True)
class DataModel:
    """A data model: `elements` by their name with `n` in the place of each index, as `cmi.objectives.n.id`.

    `lists`: how many items a list may hold, by its name (`cmi.objectives`). `first`: in each item of such a list, the
    element that must be there before the others (SCORM 2004 RTE, 4.2.9.1 and 4.2.17.1); none in SCORM 1.2.
    """

    name: str
    elements: Mapping[str, Element]
    lists: Mapping[str, int]
    first: Mapping[str, str]
    is_2004: bool


@dataclass(frozen=True)
class Place:
    """A name of a commit, read: its pattern (`cmi.objectives.n.id`) and the lists that its indexes count."""

    name: str
    pattern: str
    lists: tuple[tuple[str, int], ...]
    """Each list with its own indexes (`cmi.interactions.3.objectives`) and the index that the name has in it."""


def read_place(name: str) -> Place:
    """The name with its indexes told apart."""
    lists = tuple((name[: found.start() - 1], int(found[1])) for found in _INDEX.finditer(name))
    return Place(name, pattern_of(name), lists)


def pattern_of(name: str) -> str:
    """The name with `n` in the place of each index."""
    return _INDEX.sub("n", name)
