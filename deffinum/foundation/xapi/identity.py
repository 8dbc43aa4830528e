"""Who and what a statement is about, as keys of 16 bytes by which it is found again."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

from deffinum.foundation.xapi.schema import IDENTIFIERS

Json = Any


@lru_cache(maxsize=65536)
def key_text(kind: str, text: str) -> str:
    """The key of an identifier in 32 hexadecimal digits: the same text of the same kind gives the same, anywhere."""
    return blake2b(f"{kind}\x00{text}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=65536)
def key_of(kind: str, text: str) -> UUID:
    """The same as a UUID. (Storing works on texts: a UUID is hashed and written ten times slower.)"""
    return UUID(key_text(kind, text))


def identifier_of(actor: dict[str, Json]) -> tuple[str, str] | None:
    """The kind and text of the identifier of an agent or group; None for an anonymous group."""
    if (account := actor.get("account")) is not None:  # the one that learners have: asked first
        return "account", f"{account['homePage']}\x00{account['name']}"
    for kind in IDENTIFIERS:
        if (found := actor.get(kind)) is not None:
            return kind, found
    return None


def agent_key(actor: dict[str, Json]) -> UUID | None:
    """The key of an agent or an identified group; None for an anonymous group."""
    identifier = identifier_of(actor)
    return None if identifier is None else key_of(*identifier)


def activity_key(iri: str) -> UUID:
    """The key of an activity."""
    return key_of("activity", iri)


def verb_key(iri: str) -> UUID:
    """The key of a verb."""
    return key_of("verb", iri)


def texts_of_actor(actor: dict[str, Json]) -> list[str]:
    """Keys of the actor and, for a group, of each member: a group matches what its members match (xAPI 2.1.3)."""
    own = identifier_of(actor)
    found = [] if own is None else [key_text(*own)]
    if "member" in actor:
        found += [key_text(*inner) for member in actor["member"] if (inner := identifier_of(member)) is not None]
    return found


def activities_of(statement: dict[str, Json]) -> list[dict[str, Json]]:
    """Every activity that the statement or its sub-statement names, its object first."""
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    found: list[dict[str, Json]] = [thing] if kind == "Activity" else []
    if kind == "SubStatement":
        found += activities_of(thing)
    if (context := statement.get("context")) and (groups := context.get("contextActivities")):
        for group in groups.values():
            if isinstance(group, dict):
                found.append(group)
            else:
                found += group
    return found


def actors_of(statement: dict[str, Json]) -> list[dict[str, Json]]:
    """Every agent and group that the statement or its sub-statement names, the actor first."""
    found: list[dict[str, Json]] = [statement["actor"]]
    thing = statement["object"]
    kind = thing.get("objectType", "Activity")
    if kind in ("Agent", "Group"):
        found.append(thing)
    elif kind == "SubStatement":
        found += actors_of(thing)
    if authority := statement.get("authority"):
        found.append(authority)
    if context := statement.get("context"):
        found += [context[name] for name in ("instructor", "team") if name in context]
        for name, who in (("contextAgents", "agent"), ("contextGroups", "group")):
            if name in context:
                found += [each[who] for each in context[name]]
    return found
