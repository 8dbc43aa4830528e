"""Which calls with rules are there? For the rooms above: choosing a call, reading its rules in force."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from deffinum.foundation.values import Text
from deffinum.rooms.calls.models import Call
from deffinum.rooms.calls.models.call import CallQuerySet
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration
from deffinum.rooms.calls.queries.pinned_rules import published_configuration


@dataclass(frozen=True)
class CallChoice:
    """A public call, and the version of its rules that is in force."""

    id: uuid.UUID
    slug: str
    title: Text
    zone: str
    version_id: uuid.UUID
    version_digest: str

    @property
    def configuration(self) -> CallConfiguration:
        """The rules in force, read when they are asked for: a list of titles does not pay for them."""
        return published_configuration(self.version_id, self.version_digest)


def call_choices() -> tuple[CallChoice, ...]:
    """Every public call that has rules, by title (one query)."""
    return tuple(sorted((_choice(each) for each in _with_rules()), key=lambda each: each.title.fr))


def call_choice(*, slug: str) -> CallChoice | None:
    """One public call (one query); None when there is none under this name."""
    row = _with_rules().filter(slug=slug).first()
    return _choice(row) if row else None


def _with_rules() -> CallQuerySet:
    """Public calls with their version in force, but its rules: they are read once a process, when asked for."""
    found = Call.objects.public().filter(current_version__isnull=False)
    return found.select_related("current_version").defer("current_version__configuration")


def _choice(call: Call) -> CallChoice:
    version = call.current_version
    if version is None:
        raise ValueError(f"The call {call.slug} has no rules in force.")
    return CallChoice(call.pk, call.slug, Text.read(call.title), call.zone, version.pk, version.digest)
