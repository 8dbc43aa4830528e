"""The door of the commons room."""

from deffinum.rooms.commons.models import Resource, ResourceVersion

__all__ = ["Resource", "ResourceVersion"]
