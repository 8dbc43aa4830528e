"""A statement that was checked, made ready to be stored: its keys, what it voids, what it describes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement, instant_of
from deffinum.foundation.xapi.identity import (
    activities_of,
    activity_key,
    agent_key,
    keys_of_actor,
    mentions_of,
    verb_key,
)
from deffinum.foundation.xapi.schema import CONTEXT_KINDS, VOIDED

Json = Any


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """What will be stored of one statement, but for the instant and the authority."""

    id: UUID
    occurred: datetime | None
    """In UTC; None: the instant of storing."""
    actor_key: UUID
    verb_key: UUID
    object_key: UUID | None
    registration: UUID | None
    people: set[UUID]
    """Keys other than the actor's by which `agent` finds it."""
    mentions: set[UUID]
    target_id: UUID | None
    """The statement that is its object."""
    voids: bool
    json: dict[str, Json]

    def body(self, *, stored: datetime, authority: dict[str, Json], version: str) -> str:
        """The JSON that is given back from now on (what the store sets included). Raises InvalidStatement."""
        written = stored.isoformat().replace("+00:00", "Z")
        full = {
            **self.json,
            "id": str(self.id),
            "stored": written,
            "timestamp": self.json.get("timestamp", written),
            "authority": authority,
            "version": self.json.get("version", version),
        }
        try:
            return orjson.dumps(full).decode()
        except orjson.JSONEncodeError as problem:  # it writes no deeper than 254 lists and objects
            raise InvalidStatement("statements", _("des listes ou des objets sont imbriqués sans fin.")) from problem


def prepare(statement: dict[str, Json]) -> PreparedStatement:
    """Make a checked statement ready; gives it an id when it has none.

    `statement` is changed in one respect: a lone context activity becomes a list of one, as it is given back
    (xAPI 1.0.3 data, section 2.4.6.2).
    """
    _make_lists(statement)
    identifier = UUID(statement["id"]) if "id" in statement else uuid4()
    actor = agent_key(statement["actor"]) or identifier
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    people = set(keys_of_actor(statement["actor"]))
    if kind in ("Agent", "Group"):
        people.update(keys_of_actor(thing))
    people.discard(actor)
    registration = statement.get("context", {}).get("registration")
    return PreparedStatement(
        id=identifier,
        occurred=instant_of(statement["timestamp"]) if "timestamp" in statement else None,
        actor_key=actor,
        verb_key=verb_key(statement["verb"]["id"]),
        object_key=activity_key(thing["id"]) if kind == "Activity" else None,
        registration=UUID(registration) if registration else None,
        people=people,
        mentions=mentions_of(statement),
        target_id=UUID(thing["id"]) if kind == "StatementRef" else None,
        voids=statement["verb"]["id"] == VOIDED,
        json=statement,
    )


def definitions_of(statements: list[PreparedStatement]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Activity id and definition, as often as one is described."""
    for each in statements:
        for activity in activities_of(each.json):
            if definition := activity.get("definition"):
                yield activity["id"], definition


def _make_lists(statement: dict[str, Json]) -> None:
    context = statement.get("context")
    if context and (groups := context.get("contextActivities")):
        for name in CONTEXT_KINDS:
            if isinstance(groups.get(name), dict):
                groups[name] = [groups[name]]
    if statement["object"].get("objectType") == "SubStatement":
        _make_lists(statement["object"])
