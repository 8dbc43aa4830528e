"""A statement that was checked, made ready to be stored: its keys, what it voids, what it describes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement, instant_of
from deffinum.foundation.xapi.identity import activities_of, actors_of, identifier_of, key_text, texts_of_actor
from deffinum.foundation.xapi.instants import written_instant
from deffinum.foundation.xapi.schema import CONTEXT_KINDS, VOIDED

Json = Any


@dataclass(slots=True)
class PreparedStatement:
    """What will be stored of one statement, but for the instant and the authority. Keys and ids are texts."""

    id: str
    """A UUID in its standard form, lower case."""
    occurred: datetime | None
    """In UTC; None: the instant of storing."""
    actor_key: str
    verb_key: str
    object_key: str | None
    registration: str | None
    people: set[str]
    """Keys other than the actor's by which `agent` finds it."""
    mentions: set[str]
    """Every agent and activity that it names."""
    described: list[dict[str, Json]]
    """Activities that it defines."""
    target_id: str | None
    """The statement that is its object."""
    voids: bool
    json: dict[str, Json]

    def body(self, *, stored: datetime, authority: orjson.Fragment, version: str) -> str:
        """The JSON that is given back from now on (what the store sets included). Raises InvalidStatement."""
        written = written_instant(stored)
        full = {
            **self.json,
            "id": self.id,
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
    identifier = statement["id"].lower() if "id" in statement else str(uuid4())
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    own = identifier_of(statement["actor"])
    actor = key_text(*own) if own else identifier.replace("-", "")
    people = set(texts_of_actor(statement["actor"]))
    if kind in ("Agent", "Group"):
        people.update(texts_of_actor(thing))
    people.discard(actor)
    mentions: set[str] = set()
    for each in actors_of(statement):
        mentions.update(texts_of_actor(each))
    described = []
    for activity in activities_of(statement):
        mentions.add(key_text("activity", activity["id"]))
        if "definition" in activity:
            described.append(activity)
    context = statement.get("context")
    return PreparedStatement(
        id=identifier,
        occurred=instant_of(statement["timestamp"]) if "timestamp" in statement else None,
        actor_key=actor,
        verb_key=key_text("verb", statement["verb"]["id"]),
        object_key=key_text("activity", thing["id"]) if kind == "Activity" else None,
        registration=context.get("registration") if context else None,
        people=people,
        mentions=mentions,
        described=described,
        target_id=thing["id"].lower() if kind == "StatementRef" else None,
        voids=statement["verb"]["id"] == VOIDED,
        json=statement,
    )


def _make_lists(statement: dict[str, Json]) -> None:
    context = statement.get("context")
    if context and (groups := context.get("contextActivities")):
        for name in CONTEXT_KINDS:
            if isinstance(groups.get(name), dict):
                groups[name] = [groups[name]]
    if statement["object"].get("objectType") == "SubStatement":
        _make_lists(statement["object"])
