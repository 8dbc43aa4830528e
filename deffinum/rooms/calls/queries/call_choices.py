"""Which calls with rules are there? For the rooms above: choosing a call, reading its rules in force."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, read_configuration


@dataclass(frozen=True)
class CallChoice:
    """A public call; `stored` is the configuration in force as JSON."""

    id: uuid.UUID
    slug: str
    title: Text
    zone: str
    stored: Mapping[str, Any]

    @cached_property
    def configuration(self) -> CallConfiguration:
        """The rules in force, read when they are asked for: a list of titles does not pay for them."""
        return read_configuration(self.stored)


def call_choices() -> tuple[CallChoice, ...]:
    """Every public call that has rules, by title (one query)."""
    rows = Call.objects.public().filter(current_version__isnull=False).select_related("current_version")
    return tuple(sorted((_choice(each) for each in rows), key=lambda each: each.title.fr))


def call_choice(*, slug: str) -> CallChoice | None:
    """One public call (one query); None when there is none under this name."""
    row = (
        Call.objects.public().filter(slug=slug, current_version__isnull=False).select_related("current_version").first()
    )
    return _choice(row) if row else None


def _choice(call: Call) -> CallChoice:
    version = call.current_version
    if version is None:
        raise ValueError(f"The call {call.slug} has no rules in force.")
    return CallChoice(call.pk, call.slug, Text.read(call.title), call.zone, version.configuration)
