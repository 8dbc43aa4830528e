"""Calls and applications in the typed API: a file for each subject, one router (fixed addresses before `{slug}`)."""

from deffinum.rooms.calls.api import applications, calls, precheck
from deffinum.rooms.calls.api.router import router

__all__ = ["applications", "calls", "precheck", "router"]
