"""Statements for the benchmarks: made-up learners, gestures and courses, about 770 bytes each."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

HOME = "https://traces.exemple.invalid"
NAMES = ("launched", "initialized", "experienced", "answered", "passed", "failed", "completed", "terminated")
VERBS = [f"http://adlnet.gov/expapi/verbs/{name}" for name in NAMES]
ACTIVITIES = [f"{HOME}/gestes/{rank}" for rank in range(500)]
LEARNERS = 2000


def learner(rank: int) -> dict[str, Any]:
    """An agent known by an opaque name."""
    return {"objectType": "Agent", "account": {"homePage": HOME, "name": f"apprenant-{rank:05d}"}}


def statements(count: int, *, seed: int) -> Iterator[dict[str, Any]]:
    """As a player of cmi5 sends them, ids set by the client."""
    dice = random.Random(seed)  # noqa: S311 - the same statements each time
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    for rank in range(count):
        who, what = dice.randrange(LEARNERS), dice.randrange(500)
        yield {
            "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "actor": learner(who),
            "verb": {"id": dice.choice(VERBS), "display": {"fr": "a fait", "en": "did"}},
            "object": {
                "objectType": "Activity",
                "id": ACTIVITIES[what],
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/lesson",
                    "name": {"fr": f"Geste {what}", "en": f"Gesture {what}"},
                },
            },
            "result": {
                "score": {"scaled": dice.randrange(101) / 100, "raw": dice.randrange(101), "min": 0, "max": 100},
                "success": True,
                "duration": f"PT{dice.randrange(1, 59)}M{dice.randrange(59)}S",
            },
            "context": {
                "registration": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{who}/{what % 40}")),
                "contextActivities": {
                    "grouping": [{"id": f"{HOME}/parcours/{what % 40}"}],
                    "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}],
                },
            },
            "timestamp": (begun + timedelta(seconds=rank)).isoformat().replace("+00:00", "Z"),
        }


_FILL = """
INSERT INTO records_statement (store_id, stored, id, occurred, actor_key, verb_key, object_key, registration, mentions,
    access_key_id, voids, voided, body)
SELECT store, at, id, at, actors[1 + who], verbs[1 + doing], objects[1 + what], registration,
    ARRAY[actors[1 + who], objects[1 + what], courses[1 + what %% 40], category, authority], key, false, false,
    format('{"id":"%%s","actor":{"objectType":"Agent","account":{"homePage":"%(home)s","name":"apprenant-%%s"}},'
        '"verb":{"id":"%%s","display":{"fr":"a fait","en":"did"}},"object":{"objectType":"Activity",'
        '"id":"%(home)s/gestes/%%s","definition":{"type":"http://adlnet.gov/expapi/activities/lesson",'
        '"name":{"fr":"Geste %%s","en":"Gesture %%s"}}},"result":{"score":{"scaled":0.5,"raw":50,"min":0,"max":100},'
        '"success":true,"duration":"PT4M30S"},"context":{"registration":"%%s","contextActivities":{"grouping":'
        '[{"id":"%(home)s/parcours/%%s"}],"category":[{"id":"https://w3id.org/xapi/cmi5/context/categories/cmi5"}]}},'
        '"timestamp":"%%s","stored":"%%s","version":"1.0.0","authority":{"objectType":"Agent","name":"Essai",'
        '"account":{"homePage":"http://localhost","name":"key-%%s"}}}',
        id, lpad(who::text, 5, '0'), names[1 + doing], what, what, what, registration, what %% 40, at, at, key)
FROM (
    SELECT %(store)s::uuid AS store, gen_random_uuid() AS id,
        now() - interval '1 day' - (%(count)s - rank) * interval '5 seconds' AS at,
        (hashint4(rank) & 2147483647) %% 2000 AS who, (hashint4(rank + 7) & 2147483647) %% 8 AS doing,
        (hashint4(rank + 13) & 2147483647) %% 500 AS what,
        md5(((hashint4(rank) & 2147483647) %% 2000)::text || '/' || ((hashint4(rank + 13) & 2147483647) %% 40))::uuid
            AS registration
    FROM generate_series(%(first)s, %(last)s) AS rank
) AS made, (
    SELECT %(actors)s::uuid[] AS actors, %(verbs)s::uuid[] AS verbs, %(objects)s::uuid[] AS objects,
        %(courses)s::uuid[] AS courses, %(category)s::uuid AS category, %(authority)s::uuid AS authority,
        %(key)s::uuid AS key, %(names)s::text[] AS names
) AS words
"""
_IDS = "INSERT INTO records_statementid SELECT store_id, id, stored FROM records_statement ON CONFLICT DO NOTHING"
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'records_statement' AND indexname NOT LIKE '%pkey'
"""


def _make_past_months(connection: psycopg.Connection[Any], span: timedelta) -> None:
    """A table for each whole month that the statements will lie in, as the nightly job would have made them."""
    end = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    oldest = datetime.now(UTC) - timedelta(days=1) - span
    while end > oldest:
        begun = (end - timedelta(days=1)).replace(day=1)
        connection.execute(
            f"CREATE TABLE records_statement_{begun:%Y_%m} PARTITION OF records_statement "
            f"FOR VALUES FROM ('{begun.isoformat()}') TO ('{end.isoformat()}')"
        )
        end = begun


def fill_tables(connection: psycopg.Connection[Any], store_id: uuid.UUID, count: int) -> None:
    """Write statements straight into the tables, five seconds apart and before yesterday: `count` of them.

    The indexes are made again afterwards, and the tables analysed as the daily upkeep would.
    """
    # imported here: reads Django's settings, which the benchmark's own process does not need
    from deffinum.foundation.xapi.identity import activity_key, key_of, verb_key  # noqa: PLC0415

    values = {
        "store": store_id,
        "home": HOME,
        "actors": [key_of("account", f"{HOME}\x00apprenant-{rank:05d}") for rank in range(LEARNERS)],
        "verbs": [verb_key(each) for each in VERBS],
        "objects": [activity_key(each) for each in ACTIVITIES],
        "courses": [activity_key(f"{HOME}/parcours/{rank}") for rank in range(40)],
        "category": activity_key("https://w3id.org/xapi/cmi5/context/categories/cmi5"),
        "authority": key_of("account", "essai"),
        "key": uuid.UUID(int=1),
        "names": VERBS,
    }
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    _make_past_months(connection, timedelta(seconds=5 * count))
    cursor = psycopg.ClientCursor(connection)
    for first in range(1, count + 1, 250_000):
        slice_of = {"count": count, "first": first, "last": min(first + 249_999, count)}
        cursor.execute(_FILL.replace("%(home)s", HOME), {**values, **slice_of})
    connection.execute(_IDS)
    for _name, definition in indexes:
        connection.execute(definition.replace(" ON ONLY ", " ON "))
    connection.execute("VACUUM ANALYZE records_statement, records_statementid")
