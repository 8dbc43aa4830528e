"""Rows of the commons room."""

from deffinum.rooms.commons.models.accompaniment import Accompaniment
from deffinum.rooms.commons.models.attempt import Attempt, ItemState
from deffinum.rooms.commons.models.h5p_library import AllowedLibrary, LibraryRequest
from deffinum.rooms.commons.models.resource import Resource, ResourceVersion

__all__ = [
    "Accompaniment",
    "AllowedLibrary",
    "Attempt",
    "ItemState",
    "LibraryRequest",
    "Resource",
    "ResourceVersion",
]
