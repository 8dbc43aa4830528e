"""Loads every app's jobs and reactions once the models are ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "deffinum.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import `jobs.py` and `reactions.py` of each app that has them."""
        for config in apps.get_app_configs():
            for module in ("jobs", "reactions"):
                if config.name.startswith("deffinum.") and find_spec(f"{config.name}.{module}"):
                    import_module(f"{config.name}.{module}")
