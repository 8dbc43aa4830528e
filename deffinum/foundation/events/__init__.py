"""How news travels up: a room publishes a fact, upper rooms react. Publishing IS the outbox.

A fact is a frozen dataclass of ids, dates and short codes. `publish` stores one job per reaction in the
current transaction: a rollback cancels them, a commit makes the worker run them.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, get_type_hints

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import job


class Reaction(Protocol):
    """`def on_application_submitted(fact: ApplicationSubmitted, *, now: datetime) -> None`: idempotent."""

    def __call__(self, fact: Any, *, now: datetime) -> None:
        """React to the fact as of `now`."""


R = TypeVar("R", bound=Callable[..., None])

_reactions: dict[type, dict[str, Reaction]] = defaultdict(dict)
_facts: dict[str, type] = {}


def reacts_to(fact_type: type) -> Callable[[R], R]:
    """`@reacts_to(ApplicationSubmitted)` in a room's `reactions.py`."""
    if not is_dataclass(fact_type):
        raise TypeError("A fact is a frozen dataclass.")

    def decorate(reaction: R) -> R:
        name = f"{reaction.__module__}.{reaction.__qualname__}"
        _reactions[fact_type][name] = reaction
        _facts[_name_of(fact_type)] = fact_type
        return reaction

    return decorate


def publish(fact: Any) -> None:
    """Store one job per reaction to this fact, in the current transaction."""
    for name in sorted(_reactions.get(type(fact), {})):
        react.defer(fact_name=_name_of(type(fact)), reaction=name, payload=_packed(fact))


@job("events.react")
def react(*, fact_name: str, reaction: str, payload: dict[str, Any]) -> None:
    """Run one reaction to one fact. A reaction that no longer exists is dropped."""
    fact_type = _facts.get(fact_name)
    handler = _reactions.get(fact_type, {}).get(reaction) if fact_type else None
    if fact_type is not None and handler is not None:
        handler(_unpacked(fact_type, payload), now=database_now())


def _name_of(fact_type: type) -> str:
    return f"{fact_type.__module__}.{fact_type.__qualname__}"


def _packed(fact: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()
        return str(value) if isinstance(value, uuid.UUID) else value

    return {key: plain(value) for key, value in asdict(fact).items()}


def _unpacked(fact_type: type, payload: dict[str, Any]) -> Any:
    hints = get_type_hints(fact_type)
    readers: dict[Any, Callable[[Any], Any]] = {
        uuid.UUID: uuid.UUID,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
    }
    return fact_type(
        **{
            each.name: readers.get(hints[each.name], lambda value: value)(payload[each.name])
            for each in fields(fact_type)
        }
    )
