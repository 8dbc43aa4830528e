"""Rows of the commons room."""

from deffinum.rooms.commons.models.resource import Resource, ResourceVersion

__all__ = ["Resource", "ResourceVersion"]
