"""The record store: batches of 100 over HTTP beside the raw COPY of the same rows, and each query of a full store.

    make bench ARGS=records

`RECORDS_ROWS` (default 200,000) says how many statements stand in the store when the queries are timed; the figures of
docs/benchmarks.md are of 5,000,000.
"""

from __future__ import annotations

import base64
import http.client
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
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
TIMED = 10_000
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


def post_all(client: Client, bodies: list[bytes]) -> tuple[float, float]:
    """Statements a second, and the median batch in milliseconds."""
    times = []
    begun = time.perf_counter()
    for body in bodies:
        start = time.perf_counter()
        client.call("POST", "statements", body)
        times.append((time.perf_counter() - start) * 1000)
    return len(bodies) * BATCH / (time.perf_counter() - begun), statistics.median(times)


def copy_again(database: str) -> float:
    """Rows a second of a raw COPY of the same rows into the same tables, 100 a commit: the limit."""
    with psycopg.connect(database, autocommit=True) as connection:
        columns = _columns(connection)
        saved = _take_out(connection, columns)
        begun = time.perf_counter()
        for place in range(0, TIMED, BATCH):
            with connection.transaction():
                for table, rows in saved.items():
                    chosen = rows[place : place + BATCH]
                    if chosen:
                        names = ", ".join(columns[table])
                        with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                            copy.write(b"".join(chosen))
        return TIMED / (time.perf_counter() - begun)


def _columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in TABLES:
        rows = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        found[table] = [row[0] for row in rows]
    return found


def _take_out(connection: psycopg.Connection[Any], columns: dict[str, list[str]]) -> dict[str, list[bytes]]:
    """The newest rows as COPY writes them, deleted from the tables (they come back in the same order)."""
    saved = {}
    border = connection.execute(
        "SELECT stored FROM records_statement ORDER BY stored DESC OFFSET %s LIMIT 1", [TIMED - 1]
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


QUERIES: dict[str, Callable[[random.Random], dict[str, str]]] = {
    "newest": lambda _dice: {},
    "agent": lambda dice: {"agent": orjson.dumps(learner(dice.randrange(2000))).decode()},
    "verb": lambda dice: {"verb": dice.choice(VERBS)},
    "activity": lambda dice: {"activity": dice.choice(ACTIVITIES)},
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


def main() -> None:
    """Print the tables."""
    say(f"Record store — {machine()}")
    with running_ralph() as (address, user, password):
        peer, peer_batch = post_all(Client(address, user, password), batches(TIMED, seed=3))
    with running_store() as site:
        client = Client(site.address, site.key, site.secret)
        post_all(client, batches(1000, seed=1))
        rows = []
        for held in (0, ROWS):
            if held:
                begun = time.perf_counter()
                fill(site, held)
                client = Client(site.address, site.key, site.secret)  # the first one was cut for its long silence
                say(f"({held:,} statements written in {time.perf_counter() - begun:.0f} s)")
                post_all(client, batches(1000, seed=held + 1))
            rate, batch = post_all(client, batches(TIMED, seed=held + 2))
            limit = copy_again(site.database)
            rows.append(
                [f"{held:,}", f"{rate:,.0f}", batch, f"{limit:,.0f}", f"{rate / limit:.0%}", f"{rate / peer:.1f}"]
            )
        rows.append(["Ralph 5.1.0, files, from 0", f"{peer:,.0f}", peer_batch, "–", "–", "1.0"])
        heads = ["statements held", "statements/s", "batch of 100, ms", "COPY limit, rows/s", "of the limit", "× Ralph"]
        print_table(heads, rows)
        say()
        print_table(["query", "first page of 100, ms", "next page, ms"], [list(each) for each in query_times(client)])


if __name__ == "__main__":
    main()
