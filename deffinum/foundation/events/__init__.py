"""How news travels up: a room publishes a fact, upper rooms react. Publishing IS the outbox.

A fact is a frozen dataclass of ids, dates and short codes. `publish` stores one job per reaction in the
current transaction: a rollback cancels them, a commit makes the worker run them.
"""

from __future__ import annotations

import logging
import types
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import job

log = logging.getLogger(__name__)


class ReactionUnknown(LookupError):
    """A stored fact waits for a reaction that this version of the platform does not have."""


class Reaction(Protocol):
    """`def on_application_submitted(fact: ApplicationSubmitted, *, now: datetime) -> None`: idempotent."""

    def __call__(self, fact: Any, *, now: datetime) -> None:
        """React to the fact as of `now`."""


R = TypeVar("R", bound=Callable[..., None])

_reactions: dict[type, dict[str, Reaction]] = defaultdict(dict)
_facts: dict[str, type] = {}
_readers: dict[type, dict[str, Callable[[Any], Any]]] = {}
"""How each field of a fact is read from JSON."""


def reacts_to(fact_type: type) -> Callable[[R], R]:
    """`@reacts_to(ApplicationSubmitted)` in a room's `reactions.py`.

    The reaction's name (module and function) is written in stored jobs: a renamed one leaves its jobs in failure.
    Raises TypeError: not a dataclass, a field that a job cannot carry, a name that is already taken.
    """
    if not is_dataclass(fact_type):
        raise TypeError("A fact is a frozen dataclass.")
    hints = get_type_hints(fact_type)
    _readers[fact_type] = {each.name: _reader(fact_type, each.name, hints[each.name]) for each in fields(fact_type)}

    def decorate(reaction: R) -> R:
        name = f"{reaction.__module__}.{reaction.__qualname__}"
        if name in _reactions[fact_type]:
            raise TypeError(f"{name} already reacts to {_name_of(fact_type)}.")
        _reactions[fact_type][name] = reaction
        _facts[_name_of(fact_type)] = fact_type
        return reaction

    return decorate


def reaction_names() -> frozenset[tuple[str, str]]:
    """(fact, reaction) of every reaction, as stored jobs name them."""
    return frozenset((_name_of(fact_type), name) for fact_type, known in _reactions.items() for name in known)


def publish(fact: Any) -> None:
    """Store one job per reaction to this fact, in the current transaction."""
    for name in sorted(_reactions.get(type(fact), {})):
        react.defer(fact_name=_name_of(type(fact)), reaction=name, payload=_packed(fact))


@job("events.react")
def react(*, fact_name: str, reaction: str, payload: dict[str, Any]) -> None:
    """Run one reaction to one fact.

    Raises ReactionUnknown when the fact or the reaction was renamed: the job is tried again, then stays in failure,
    and nothing is lost.
    """
    fact_type = _facts.get(fact_name)
    handler = _reactions.get(fact_type, {}).get(reaction) if fact_type else None
    if fact_type is None or handler is None:
        log.error("Nobody answers to %s for the fact %s: was it renamed? Its job is kept.", reaction, fact_name)
        raise ReactionUnknown(f"{reaction} does not react to {fact_name}.")
    handler(_unpacked(fact_type, payload), now=database_now())


def _name_of(fact_type: type) -> str:
    return f"{fact_type.__module__}.{fact_type.__qualname__}"


def _packed(fact: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(fact, each.name)) for each in fields(fact)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, uuid.UUID) else value


def _unpacked(fact_type: type, payload: dict[str, Any]) -> Any:
    """The fact again. A field that was added since the job was stored takes its default."""
    readers = _readers[fact_type]
    return fact_type(**{name: read(payload[name]) for name, read in readers.items() if name in payload})


def _reader(fact_type: type, name: str, hint: Any) -> Callable[[Any], Any]:
    """How a field of this type is read: plain, optional (`X | None`) or several (`tuple[X, ...]`)."""
    plain: dict[Any, Callable[[Any], Any]] = {
        uuid.UUID: uuid.UUID,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        **{each: lambda value: value for each in (str, int, bool)},
    }
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    inner = [each for each in get_args(hint) if each not in (type(None), Ellipsis)]
    if len(inner) == 1 and get_origin(hint) in (Union, types.UnionType, tuple):
        read = _reader(fact_type, name, inner[0])
        if get_origin(hint) is tuple:
            return lambda value: tuple(read(each) for each in value)
        return lambda value: None if value is None else read(value)
    raise TypeError(f"{_name_of(fact_type)}.{name}: a fact holds ids, dates and short codes, not {hint}.")
