"""200 learners of a course at once: how long each call of their players takes, two web processes as in `make run`.

    make bench ARGS=learners

Each player opens (state, `initialized`), then does something every five seconds on average (a statement, then where
the learner is), for half a minute. Calls are counted from the first one that finds everybody there.
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson

from bench._ground import machine, print_table, say
from tools.store_site import StoreSite, running_store

LEARNERS = 200
SECONDS = 30
PAUSE = 5.0
"""Mean seconds between two things that a learner does."""
LONGEST = 20.0
"""Seconds of a pause: a silent connection is cut after thirty."""
COURSE = "https://traces.exemple.invalid/cours/echelle"
STEPS = 20
VERBS = "http://adlnet.gov/expapi/verbs/"


@dataclass(frozen=True)
class Given:
    """What a player was given when it was opened."""

    token: str
    actor: dict[str, Any]
    registration: str


@dataclass
class Times:
    """Milliseconds by kind of call, from all threads, once everybody is there."""

    held: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    started: threading.Event = field(default_factory=threading.Event)


class Player(threading.Thread):
    """One learner's browser, with one connection kept open."""

    def __init__(self, site: StoreSite, given: Given, times: Times, seed: int) -> None:
        super().__init__()
        parts = urlsplit(site.address)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self.headers = {
            "Authorization": f"Basic {given.token}",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        }
        self.given, self.times, self.dice = given, times, random.Random(seed)  # noqa: S311 - the same each time
        agent = quote(orjson.dumps(given.actor).decode())
        self.state = (
            f"activities/state?activityId={quote(COURSE, safe='')}&agent={agent}"
            f"&registration={given.registration}&stateId=resume"
        )
        self.refused = 0

    def run(self) -> None:
        """Open, then do and pause until the time is over."""
        time.sleep(self.dice.random() * PAUSE)
        self._call("read the place", "GET", self.state)
        self._say("initialized", COURSE)
        self.times.started.wait()
        until = time.monotonic() + SECONDS
        step = 0
        while True:
            pause = min(self.dice.expovariate(1 / PAUSE), LONGEST)
            if time.monotonic() + pause > until:
                return
            time.sleep(pause)
            step += 1
            self._say("completed", f"{COURSE}/etapes/{step % STEPS}")
            self._call("keep the place", "PUT", self.state, orjson.dumps({"step": step}))

    def _say(self, verb: str, activity: str) -> None:
        told = {
            "actor": self.given.actor,
            "verb": {"id": VERBS + verb},
            "object": {"id": activity},
            "context": {"registration": self.given.registration},
        }
        self._call("write a statement", "POST", "statements", orjson.dumps(told))

    def _call(self, kind: str, method: str, resource: str, body: bytes | None = None) -> None:
        start = time.perf_counter()
        self.connection.request(method, f"/xapi/{resource}", body, self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if self.times.started.is_set():
            self.times.held[kind].append((time.perf_counter() - start) * 1000)
        if answer.status not in (200, 204, 404):
            self.refused += 1


def open_players(site: StoreSite) -> list[Given]:
    """Enrol the learners and open the course for each, straight by the commands."""
    os.environ |= {"DATABASE_URL": site.database, "SAMPLE_MODE": "1"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deffinum.config.settings")
    import django  # noqa: PLC0415 - reads the settings of this database

    django.setup()
    from deffinum.foundation.clock.instants import database_now  # noqa: PLC0415 - same
    from deffinum.foundation.policies import PLATFORM  # noqa: PLC0415 - same
    from deffinum.rooms.records.models import RecordStore  # noqa: PLC0415 - same
    from deffinum.rooms.records.public import enrol_learner, open_play  # noqa: PLC0415 - same

    organisation = RecordStore.objects.get(pk=site.store_id).organisation_id
    given = []
    for rank in range(LEARNERS):
        now = database_now()
        learner = enrol_learner(
            organisation_id=organisation, label=f"Exemple {rank}", account_id=None, by=PLATFORM, now=now
        )
        play = open_play(learner_id=learner.id, activity=COURSE, definition={}, by=PLATFORM, now=now)
        given.append(Given(play.token, play.actor, str(play.registration)))
    return given


def main() -> None:
    """Print the table."""
    say(f"Learners at once — {machine()}")
    with running_store(workers=2) as site:
        times = Times()
        players = [Player(site, each, times, seed) for seed, each in enumerate(open_players(site))]
        for each in players:
            each.start()
        time.sleep(PAUSE + 3)
        begun = time.perf_counter()
        times.started.set()
        for each in players:
            each.join()
        lasted = time.perf_counter() - begun
        calls = [each for one in times.held.values() for each in one]
        rows = [_row(kind, held) for kind, held in sorted(times.held.items())] + [_row("all", calls)]
        print_table(["call", "calls", "median, ms", "p95, ms", "p99, ms"], rows)
        say(f"{LEARNERS} learners, {len(calls) / lasted:.0f} calls/s, {sum(each.refused for each in players)} refused.")


def _row(kind: str, held: list[float]) -> list[Any]:
    cuts = statistics.quantiles(held, n=100)
    return [kind, f"{len(held):,}", statistics.median(held), cuts[94], cuts[98]]


if __name__ == "__main__":
    main()
