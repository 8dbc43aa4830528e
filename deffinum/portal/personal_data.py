"""What the models say about the personal data that they hold, read from their own declarations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps as installed

from deffinum.foundation.values import PersonalData


@dataclass(frozen=True)
class Holding:
    """One declaration and the part of the platform that makes it."""

    holder: str
    declaration: PersonalData


def holdings() -> tuple[Holding, ...]:
    """Every declaration `PERSONAL_DATA` that stands beside a model, by part of the platform (PRODUCT rule 14)."""
    return tuple(sorted(set(_declared()), key=lambda each: (each.holder, each.declaration.model)))


def _declared() -> Iterator[Holding]:
    for model in installed.get_models():
        for declaration in getattr(sys.modules[model.__module__], "PERSONAL_DATA", ()):
            if declaration.model == model.__name__:
                yield Holding(model._meta.app_label, declaration)
