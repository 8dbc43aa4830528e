"""Rows of the commons room."""

from deffinum.rooms.commons.models.attempt import Attempt, ItemState
from deffinum.rooms.commons.models.h5p_library import AllowedLibrary, LibraryRequest
from deffinum.rooms.commons.models.resource import Resource, ResourceVersion

__all__ = ["AllowedLibrary", "Attempt", "ItemState", "LibraryRequest", "Resource", "ResourceVersion"]
