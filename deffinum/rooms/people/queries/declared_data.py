"""The personal data that the models declare beside themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from deffinum.foundation.values import PersonalData


def declared_data(modules: Iterable[str]) -> tuple[PersonalData, ...]:
    """Every declaration of these modules (names of modules of models), by model."""
    found = {each for name in modules for each in getattr(sys.modules[name], "PERSONAL_DATA", ())}
    return tuple(sorted(found, key=lambda each: each.model))
