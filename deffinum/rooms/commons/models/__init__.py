"""Rows of the commons room."""

from deffinum.rooms.commons.models.accompaniment import Accompaniment
from deffinum.rooms.commons.models.attempt import Attempt, ItemState
from deffinum.rooms.commons.models.resource import Resource, ResourceVersion

__all__ = ["Accompaniment", "Attempt", "ItemState", "Resource", "ResourceVersion"]
