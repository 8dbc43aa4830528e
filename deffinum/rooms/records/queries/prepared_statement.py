"""A statement that was checked, made ready to be stored: its keys, what it voids, what it describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from deffinum.foundation.xapi.checking import InvalidStatement, instant_of
from deffinum.foundation.xapi.identity import activities_of, actors_of, identifier_of, key_text, texts_of_actor
from deffinum.foundation.xapi.schema import VOIDED
from deffinum.rooms.records.models.statement_rows import StatementRow
from deffinum.rooms.records.queries.open_key import OpenKey

Json = Any


_LONGEST_USUAL = len("2026-11-22T09:30:00.123456Z")


@dataclass(slots=True)
class PreparedStatement:
    """The row that will be stored of one statement, and what is kept beside it. Keys and ids are texts."""

    row: StatementRow
    people: set[str]
    """Keys other than the actor's by which `agent` finds it."""
    described: list[dict[str, Json]]
    """Activities that it defines."""
    target_id: str | None
    """The statement that is its object."""
    json: dict[str, Json]


def prepare(statement: dict[str, Json], identifier: str, *, key: OpenKey, version: str) -> PreparedStatement:
    """Make a checked statement ready; gives it an id when it has none. Raises InvalidStatement (nested without end).

    `statement` is changed in one respect: a lone context activity becomes a list of one, as it is given back
    (xAPI 1.0.3 data, section 2.4.6.2). `version` is written when the statement names none.
    """
    _make_lists(statement)
    thing, verb, context = statement["object"], statement["verb"]["id"], statement.get("context")
    kind = thing.get("objectType", "Activity")
    own = identifier_of(statement["actor"])
    actor = key_text(*own) if own else identifier.replace("-", "")
    mentions, described = {key.authority_text}, []
    for who in actors_of(statement):
        mentions.update(texts_of_actor(who))
    for activity in activities_of(statement):
        mentions.add(key_text("activity", activity["id"]))
        if "definition" in activity:
            described.append(activity)
    row = StatementRow(
        id=identifier,
        occurred=_readable(statement["timestamp"]) if "timestamp" in statement else None,
        actor_key=actor,
        verb_key=key_text("verb", verb),
        object_key=key_text("activity", thing["id"]) if kind == "Activity" else None,
        registration=context.get("registration") if context else None,
        mentions=mentions,
        voids=verb == VOIDED,
        rest=_rest(statement, identifier, key.written_authority, version),
    )
    return PreparedStatement(
        row,
        people=_others(statement["actor"], thing if kind in ("Agent", "Group") else {}, actor),
        described=described,
        target_id=thing["id"].lower() if kind == "StatementRef" else None,
        json=statement,
    )


def _readable(timestamp: str) -> str:
    """The instant as PostgreSQL reads it: as it came when it has the usual form, to the microsecond and in UTC."""
    if (
        timestamp[-1] == "Z"
        and timestamp[4] == "-"
        and timestamp[10] == "T"
        and len(timestamp) <= _LONGEST_USUAL
        and timestamp[17:19] != "60"
        and timestamp[19:20] != ","
    ):
        return timestamp
    return instant_of(timestamp).isoformat()


def _others(actor: dict[str, Json], thing: dict[str, Json], actor_key: str) -> set[str]:
    """The members of the actor, the agent or group that is the object and its members: not the actor."""
    if not thing and "member" not in actor:
        return set()
    return {*texts_of_actor(actor), *texts_of_actor(thing)} - {actor_key}


def _rest(statement: dict[str, Json], identifier: str, authority: orjson.Fragment, version: str) -> str:
    """What is given back but for what the database writes in front (see StatementRow.rest)."""
    full = {"version": version, **statement, "id": identifier, "authority": authority}
    full.pop("stored", None)
    try:
        return orjson.dumps(full).decode()[1:]
    except orjson.JSONEncodeError as problem:  # it writes no deeper than 254 lists and objects
        raise InvalidStatement("statements", _("des listes ou des objets sont imbriqués sans fin.")) from problem


def _make_lists(statement: dict[str, Json]) -> None:
    context = statement.get("context")
    if context and (groups := context.get("contextActivities")):
        for name, found in groups.items():
            if isinstance(found, dict):
                groups[name] = [found]
    if statement["object"].get("objectType") == "SubStatement":
        _make_lists(statement["object"])
