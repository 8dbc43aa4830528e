"""The figures of learning: how fast statements are folded, and what the pages that read them cost.

    make bench ARGS=figures

Two kinds of statements: a class (1,000 learners, one resource of 20 steps, each failed once in three, then passed), and
the worst case, in which nearly every statement opens an attempt of its own (2,000 learners, 500 resources).
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from psycopg.conninfo import conninfo_to_dict

from bench._ground import django_on, machine, measured, print_table, say
from bench._statements import HOME, learner, statements
from tools.store_site import StoreSite, running_store

LEARNERS, STEPS = 1_000, 20
GESTURE = f"{HOME}/gestes/echelle"
WORST = 20_000
MOST_QUERIES, MOST_CPU = 12, 40
ADL = "http://adlnet.gov/expapi"


def class_statements() -> Iterator[dict[str, Any]]:
    """A class at work, learner after learner at each step."""
    dice = random.Random(5)  # noqa: S311 - the same statements each time
    begun = datetime(2026, 9, 1, 8, tzinfo=UTC)
    reached = [dice.choice((5, 12, STEPS, STEPS, STEPS)) for _ in range(LEARNERS)]
    for step in range(STEPS + 1):
        for who in range(LEARNERS):
            at = begun + timedelta(days=who % 60, minutes=4 * step, seconds=who % 60)
            if step < reached[who]:
                if dice.randrange(3) == 0:
                    yield one(who, step, "failed", at, dice)
                yield one(who, step, "passed", at + timedelta(minutes=2), dice)
            elif step == STEPS and reached[who] == STEPS:
                yield one(who, None, "completed", at, dice)


def one(who: int, step: int | None, verb: str, at: datetime, dice: random.Random) -> dict[str, Any]:
    """A statement as a headset sends it."""
    whole = {"id": GESTURE, "definition": {"name": {"fr": "Poser une échelle (exemple)"}}}
    part = {"id": f"{GESTURE}/{step}", "definition": {"name": {"fr": f"Étape {step}"}}}
    place = {"id": f"{HOME}/lieux/{who % 8}", "definition": {"type": "urn:deffinum:xapi:type:place"}}
    return {
        "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "actor": learner(who),
        "verb": {"id": f"{ADL}/verbs/{verb}", "display": {"fr": "a fait"}},
        "object": whole if step is None else part,
        "result": {"duration": f"PT{dice.randrange(20, 300)}S", "score": {"scaled": dice.randrange(50, 101) / 100}},
        "context": {
            "registration": str(uuid.UUID(int=who + 1)),
            "contextActivities": {"parent": [] if step is None else [whole], "grouping": [place]},
        },
        "timestamp": at.isoformat().replace("+00:00", "Z"),
    }


def store(site: StoreSite, made: Iterator[dict[str, Any]]) -> tuple[int, float]:
    """Store them as the web does, 500 at once: how many, and how many a second."""
    # imported here: Django must be set up first
    from deffinum.foundation.policies import PLATFORM  # noqa: PLC0415
    from deffinum.rooms.records.commands.store_statements import store_statements  # noqa: PLC0415
    from deffinum.rooms.records.queries.open_key import OpenKey  # noqa: PLC0415
    from deffinum.rooms.records.words import KeyScope  # noqa: PLC0415

    now = datetime.now(UTC)
    store_id = uuid.UUID(site.store_id)
    key = OpenKey(uuid.UUID(site.key), store_id, store_id, "Essai", frozenset(KeyScope.values), last_written_at=now)
    count, begun = 0, time.perf_counter()
    while batch := list(islice(made, 500)):
        store_statements(key=key, statements=batch, parts={}, second=False, by=PLATFORM, now=now)
        count += len(batch)
    return count, count / (time.perf_counter() - begun)


def fold(site: StoreSite) -> tuple[int, float, float, float]:
    """Fold what waits, cut the groups: how many; a second of the clock, of our own CPU, and of PostgreSQL's."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up first

    from deffinum.foundation.policies import PLATFORM  # noqa: PLC0415 - same
    from deffinum.rooms.records.commands.cut_groups import cut_groups  # noqa: PLC0415 - same
    from deffinum.rooms.records.commands.fold_statements import fold_statements  # noqa: PLC0415 - same
    from deffinum.rooms.records.queries.find_statements import consistent_through  # noqa: PLC0415 - same

    until, now, count = consistent_through(), datetime.now(UTC), 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    begun, cpu, server_cpu = time.perf_counter(), time.process_time(), seconds_of(server)
    while folded := fold_statements(store_id=uuid.UUID(site.store_id), until=until, by=PLATFORM, now=now):
        count += folded
    while cut_groups(store_id=uuid.UUID(site.store_id), by=PLATFORM, now=now):
        pass
    clock, own, its = time.perf_counter() - begun, time.process_time() - cpu, seconds_of(server) - server_cpu
    return count, count / clock, count / own, count / its if its else 0.0


def seconds_of(process: int) -> float:
    """The CPU that a process of this machine has used; 0 where /proc does not say."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return 0.0
    words = path.read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def page_rows(site: StoreSite, when: str) -> Iterator[list[object]]:
    """What each page costs a person of the organisation."""
    # imported here: Django must be set up first
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from deffinum.foundation.xapi.identity import activity_key  # noqa: PLC0415
    from deffinum.rooms.people.models import Account  # noqa: PLC0415
    from deffinum.rooms.people.public import sample_account, sample_organisation  # noqa: PLC0415

    client, organisation = Client(headers={"accept-language": "fr"}), sample_organisation("lead").id
    client.force_login(
        Account.objects.get(pk=sample_account("lead").id), "allauth.account.auth_backends.AuthenticationBackend"
    )
    one = [organisation, activity_key(GESTURE)]
    crossed = f"?periode=2026-Q4&lieu={activity_key(f'{HOME}/lieux/3')}"
    for name, page, parts in (
        ("resources", "figures", [organisation]),
        ("resources, a place and a quarter", f"figures{crossed}", [organisation]),
        ("one resource, step by step", "resource_figures", one),
        ("who is where", "resource_learners", one),
    ):
        page, _mark, asked = page.partition("?")  # noqa: PLW2901 - an address and its question
        address = reverse(f"records:{page}", args=parts) + (f"?{asked}" if asked else "")
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} does not answer 200.")
        with CaptureQueriesContext(connection) as captured:
            content = client.get(address).content
        queries = len(captured)
        measure = measured(lambda address=address: client.get(address))
        targets = queries <= MOST_QUERIES and measure.cpu <= MOST_CPU
        yield [
            f"{name}, {when}", queries, measure.cpu, measure.wall, f"{len(content) / 1000:.0f} kB",
            "met" if targets else "missed",
        ]  # fmt: skip


def main() -> None:
    """Print the tables."""
    say(f"Figures of learning — {machine()}\n")
    with running_store() as site, django_on(str(conninfo_to_dict(site.database)["dbname"])):
        rows, pages = [], []
        for name, when, made in (
            ("a class: 1,000 learners, 20 steps", "1 resource", class_statements()),
            ("nearly every one a new attempt", "501 resources", statements(WORST, seed=11)),
        ):
            stored, rate = store(site, made)
            folded, clock, own, its = fold(site)
            if folded != stored:
                raise RuntimeError(f"{stored} statements were stored, {folded} folded.")
            rows.append([name, f"{stored:,}", f"{rate:,.0f}", f"{clock:,.0f}", f"{own:,.0f}", f"{its:,.0f}"])
            pages += page_rows(site, when)
        print_table(
            ["statements", "number", "stored/s, in process", "folded/s", "folded/s of own CPU", "of PostgreSQL's CPU"],
            rows,
        )
        say(f"\nPages (target: at most {MOST_QUERIES} queries and {MOST_CPU} ms of CPU)\n")
        print_table(["page", "queries", "CPU ms", "wall ms", "HTML", "verdict"], pages)


if __name__ == "__main__":
    main()
