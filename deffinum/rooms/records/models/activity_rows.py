"""Merge what statements say of activities into what the store knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from deffinum.foundation.xapi.identity import activity_key
from deffinum.rooms.records.models.activity import Activity

Json = Any
_LANGUAGE_MAPS = ("name", "description")
_UPSERT = """
INSERT INTO records_activity (store_id, key, iri, definition) VALUES (%s, %s, %s, %s)
ON CONFLICT (store_id, key) DO UPDATE SET definition = EXCLUDED.definition
"""


_KNOWN: dict[tuple[UUID, str], dict[str, Json]] = {}
"""Definitions that this process saw merged: most statements repeat what the one before said."""
_MOST_KNOWN = 50_000


def is_known(store_id: UUID, activity: dict[str, Json]) -> bool:
    """Did this process see the activity kept with this very definition?"""
    definition: dict[str, Json] = activity["definition"]
    return _KNOWN.get((store_id, activity["id"])) == definition


def merge_definitions(store_id: UUID, described: Iterable[dict[str, Json]]) -> None:
    """Keep the definition of each activity: later properties replace earlier ones, language maps grow.

    Source: xAPI 1.0.3 data, section 2.4.4.1.
    """
    news: dict[str, list[dict[str, Json]]] = {}
    seen: dict[tuple[UUID, str], dict[str, Json]] = {}
    for activity in described:
        place, definition = (store_id, activity["id"]), activity["definition"]
        if (seen.get(place) or _KNOWN.get(place)) != definition:
            news.setdefault(activity["id"], []).append(definition)
            seen[place] = definition
    if not news:
        return
    keys = {activity_key(iri): iri for iri in news}
    held = {
        each.key: each
        for each in Activity.objects.filter(store_id=store_id, key__in=list(keys))
        .order_by("key")
        .select_for_update(no_key=True)
    }
    with connection.cursor() as cursor:
        for key in sorted(keys):
            before = held[key].definition if key in held else {}
            after = before
            for definition in news[keys[key]]:
                after = merged(after, definition)
            if after != before or key not in held:
                cursor.execute(_UPSERT, [store_id, key, keys[key], orjson.dumps(_storable(after)).decode()])
    transaction.on_commit(lambda: _remember(seen))


def _storable(value: Json) -> Json:
    """The same without null characters, which PostgreSQL's JSON cannot hold (the statement keeps them)."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


def _remember(seen: dict[tuple[UUID, str], dict[str, Json]]) -> None:
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update(seen)


def merged(before: dict[str, Json], after: dict[str, Json]) -> dict[str, Json]:
    """The definition with what is new; texts in other languages are kept."""
    result = {**before, **after}
    for name in _LANGUAGE_MAPS:
        if name in before and name in after:
            result[name] = {**before[name], **after[name]}
    return result
