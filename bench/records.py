"""The record store: batches of 100 over HTTP beside the raw COPY of the same rows, and each query of a full store.

    make bench ARGS=records

`RECORDS_ROWS` (default 200,000) says how many statements stand in the store when the queries are timed; the figures of
docs/benchmarks.md are of 5,000,000.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson
import psycopg

from bench._ground import machine, print_table, say
from bench._ralph import running_ralph
from bench._statements import ACTIVITIES, HOME, VERBS, learner, statements
from tools.store_site import StoreSite, running_store

BATCH = 100
ROUNDS = 20
IN_A_ROUND = 5
"""Batches of each at their turn: all are measured in the same minutes, as the machine's speed comes and goes."""
TIMED = ROUNDS * IN_A_ROUND * BATCH
ROWS = int(os.environ.get("RECORDS_ROWS", "200000"))
TABLES = ("records_statementid", "records_statement", "records_statementperson", "records_statementreference")
RUNS = 25


class Client:
    """One connection, kept open."""

    def __init__(self, address: str, key: str, secret: str) -> None:
        parts = urlsplit(address)
        self.path = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        pair = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {pair}",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        }

    def call(self, method: str, resource: str, body: bytes | None = None) -> bytes:
        """The body of an answer of 200. Raises RuntimeError for any other."""
        self.connection.request(method, f"{self.path}/{resource}", body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{answer.status}: {content[:300]!r}")
        return content


def batches(count: int, *, seed: int) -> list[bytes]:
    """Bodies of 100 statements each, made before the clock starts."""
    made = statements(count, seed=seed)
    return [orjson.dumps([next(made) for _ in range(BATCH)]) for _ in range(count // BATCH)]


class RawCopy:
    """The raw COPY of the rows that a store just wrote into the same tables, 100 a commit: the limit."""

    def __init__(self, database: str, count: int) -> None:
        self.connection = psycopg.connect(database, autocommit=True)
        self.columns = _columns(self.connection)
        self.saved = _take_out(self.connection, self.columns, count)
        self.place = 0

    def batch(self) -> None:
        """Copy the next ones."""
        with self.connection.transaction():
            for table, rows in self.saved.items():
                if chosen := rows[self.place : self.place + BATCH]:
                    names = ", ".join(self.columns[table])
                    with self.connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                        copy.write(b"".join(chosen))
        self.place += BATCH


def _columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in TABLES:
        rows = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        found[table] = [row[0] for row in rows]
    return found


def _take_out(connection: psycopg.Connection[Any], columns: dict[str, list[str]], count: int) -> dict[str, list[bytes]]:
    """The newest rows as COPY writes them, deleted from the tables (they come back in the same order)."""
    saved = {}
    border = connection.execute(
        "SELECT stored FROM records_statement ORDER BY stored DESC OFFSET %s LIMIT 1", [count - 1]
    ).fetchone()
    assert border is not None
    for table in TABLES:
        when = "source_stored" if table.endswith("reference") else "stored"
        where = f"{when} >= '{border[0].isoformat()}'"
        query = f"COPY (SELECT {', '.join(columns[table])} FROM {table} WHERE {where} ORDER BY {when}) TO STDOUT"  # noqa: S608 - our own names
        with connection.cursor().copy(query) as copy:
            saved[table] = [bytes(row) for row in copy]
        connection.execute(f"DELETE FROM {table} WHERE {where}")  # noqa: S608 - our own names
        connection.execute(f"VACUUM {table}")
    return saved


def fill(site: StoreSite, count: int) -> None:
    """Write statements straight into the tables, in the past, until the store holds `count` of them."""
    from bench._statements import fill_tables  # noqa: PLC0415 - reads Django's settings

    with psycopg.connect(site.database, autocommit=True) as connection:
        fill_tables(connection, uuid.UUID(site.store_id), count)
    # What was just written reaches the disk before anything is timed, not meanwhile.
    with psycopg.connect(site.database, user="postgres", autocommit=True) as administrator:
        administrator.execute("CHECKPOINT")
    os.sync()


def _registration(learner_rank: int, course: int) -> str:
    """The registration that the filled statements give to a learner in a course."""
    return str(uuid.UUID(hashlib.md5(f"{learner_rank}/{course}".encode(), usedforsecurity=False).hexdigest()))


QUERIES: dict[str, Callable[[random.Random], dict[str, str]]] = {
    "newest": lambda _dice: {},
    "agent": lambda dice: {"agent": orjson.dumps(learner(dice.randrange(2000))).decode()},
    "verb": lambda dice: {"verb": dice.choice(VERBS)},
    "activity": lambda dice: {"activity": dice.choice(ACTIVITIES)},
    "registration": lambda dice: {"registration": _registration(dice.randrange(2000), dice.randrange(40))},
    "agent and verb": lambda dice: {
        "agent": orjson.dumps(learner(dice.randrange(2000))).decode(),
        "verb": dice.choice(VERBS),
    },
    "related activity": lambda dice: {
        "activity": f"{HOME}/parcours/{dice.randrange(40)}",
        "related_activities": "true",
    },
    "since and until": lambda dice: {
        "since": (datetime.now(UTC) - timedelta(days=dice.randrange(20, 300))).isoformat(),
        "until": (datetime.now(UTC) - timedelta(days=dice.randrange(1, 20))).isoformat(),
    },
}


def query_times(client: Client) -> Iterator[tuple[str, float, float]]:
    """Name, median of the first page of 100 and of the page after, in milliseconds."""
    dice = random.Random(7)  # noqa: S311 - the same questions each time
    for name, make in QUERIES.items():
        first, second = [], []
        for _ in range(RUNS):
            query = urlencode({**make(dice), "limit": "100"})
            start = time.perf_counter()
            page = orjson.loads(client.call("GET", f"statements?{query}"))
            first.append((time.perf_counter() - start) * 1000)
            if page["more"]:
                start = time.perf_counter()
                client.call("GET", page["more"].removeprefix("/xapi/"))
                second.append((time.perf_counter() - start) * 1000)
        yield name, statistics.median(first), statistics.median(second) if second else 0.0


@dataclass
class Runner:
    """Something that writes batches, and how long each took, in milliseconds."""

    name: str
    batch: Callable[[], object]
    times: list[float] = field(default_factory=list)

    def turn(self) -> None:
        """Write a few batches."""
        for _ in range(IN_A_ROUND):
            begun = time.perf_counter()
            self.batch()
            self.times.append((time.perf_counter() - begun) * 1000)

    @property
    def rate(self) -> float:
        """Statements a second over all of them."""
        return len(self.times) * BATCH / sum(self.times) * 1000


def poster(name: str, client: Client, *, seed: int) -> Runner:
    """Posts statements of its own."""
    bodies = iter(batches(TIMED, seed=seed))
    return Runner(name, lambda: client.call("POST", "statements", next(bodies)))


def store_runners(name: str, site: StoreSite, *, seed: int) -> tuple[Runner, Runner]:
    """The store, warm, and the raw COPY into its tables."""
    client = Client(site.address, site.key, site.secret)
    for body in batches(TIMED, seed=seed):
        client.call("POST", "statements", body)
    return poster(name, client, seed=seed + 1), Runner(name, RawCopy(site.database, TIMED).batch)


def main() -> None:
    """Print the tables."""
    say(f"Record store — {machine()}")
    with running_store() as empty, running_store() as full, running_ralph() as (address, user, password):
        begun = time.perf_counter()
        fill(full, ROWS)
        say(f"({ROWS:,} statements written in {time.perf_counter() - begun:.0f} s)")
        ours, limit = store_runners("0", empty, seed=1)
        later, later_limit = store_runners(f"{ROWS:,}", full, seed=3)
        peer = poster("Ralph 5.1.0, files, from 0", Client(address, user, password), seed=5)
        for _ in range(ROUNDS):
            for runner in (peer, ours, limit, later, later_limit):
                runner.turn()
        rows = [
            [
                store.name,
                f"{store.rate:,.0f}",
                statistics.median(store.times),
                f"{raw.rate:,.0f}",
                f"{store.rate / raw.rate:.0%}",
                f"{store.rate / peer.rate:.1f}",
                f"{store.rate / ours.rate:.0%}",
            ]
            for store, raw in ((ours, limit), (later, later_limit))
        ]
        rows.append([peer.name, f"{peer.rate:,.0f}", statistics.median(peer.times), "–", "–", "1.0", "–"])
        heads = ["statements held", "statements/s", "batch of 100, ms", "COPY limit, rows/s", "of the limit", "× Ralph"]
        print_table([*heads, "of the rate from 0"], rows)
        say()
        queries = query_times(Client(full.address, full.key, full.secret))
        print_table(["query", "first page of 100, ms", "next page, ms"], [list(each) for each in queries])


if __name__ == "__main__":
    main()
