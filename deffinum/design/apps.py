"""The look: at start, let each room fill the slots that lower pages leave open."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class DesignConfig(AppConfig):
    """Loads `web/slots.py` of every installed room (slots filled, navigation entries added)."""

    name = "deffinum.design"
    label = "design"

    def ready(self) -> None:
        """Import the slots of the installed rooms; a room without `web/slots.py` fills none."""
        for each in apps.get_app_configs():
            if each.name.startswith("deffinum.rooms.") and find_spec(f"{each.name}.web") is not None:
                slots = f"{each.name}.web.slots"
                if find_spec(slots) is not None:
                    import_module(slots)
