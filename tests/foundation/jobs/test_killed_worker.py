"""A worker killed in the middle of a job: the next one does it, once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.jobs.registry import MOST_ATTEMPTS, forget_finished, requeue_stalled
from deffinum.foundation.values import Text
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.models import Notification
from deffinum.rooms.people.queries.topics import MANDATE
from launcher.places import PROJECT
from launcher.processes import wait_until
from tests.factories.people import person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 90.0


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `manage.py procrastinate worker` on the test's database; its mails are files in `tmp_path/mail`."""
    started: list[subprocess.Popen[bytes]] = []
    variables = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "MAIL_FOLDER": str(tmp_path / "mail"),
        "SITE_URL": settings.SITE_URL,
    }

    def start() -> subprocess.Popen[bytes]:
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        command = [sys.executable, "manage.py", "procrastinate", "worker"]
        started.append(subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=log, stderr=log))
        return started[-1]

    yield start
    for each in started:
        each.terminate()
    for each in started:
        each.wait(timeout=20)


def database_url() -> str:
    """The address of the test's database, for another process."""
    known = connection.settings_dict
    words = {name: known[name.upper()] for name in ("host", "port", "password") if known[name.upper()]}
    return f"postgresql://{quote(known['USER'])}@/{known['NAME']}?{urlencode(words)}"


def asked(sql: str, *values: Any) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row and row[0]


def told() -> Notification:
    """Someone is told something: a job waits that will mail it."""
    notify(
        account_ids=[each for each in [person().account_id] if each],
        topic=MANDATE,
        title=Text("Un titre d’exemple"),
        body=Text("Un texte d’exemple"),
        address="/mon-espace/",
        dedupe_key="exemple:1",
        now=database_now(),
    )
    return Notification.objects.get()


def stalled_job(task: str, *, attempts: int = 0, lock: str | None = None) -> int:
    """A job that a worker, gone since, had begun."""
    number: int = asked(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock, args) "
        "VALUES ('deffinum', %s, 'doing', %s, %s, '{}') RETURNING id",
        task,
        attempts,
        lock,
    )
    return number


def state_of(job: int) -> Any:
    return asked("SELECT status::text FROM procrastinate_jobs WHERE id = %s", job)


def run_elsewhere(task: Callable[..., Coroutine[Any, Any, None]]) -> None:
    """Run a scheduled job in a thread of its own: a browser of another test may own the event loop of this one."""

    async def run_then_close() -> None:
        await task(timestamp=0)
        await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, run_then_close()).result(timeout=PATIENCE)


def test_the_next_worker_does_the_job_once(start_worker: Callable[[], Any], tmp_path: Path) -> None:
    notification = told()
    job = asked("SELECT id FROM procrastinate_jobs WHERE task_name = 'events.react'")
    with psycopg.connect(database_url()) as other:
        other.execute("LOCK TABLE people_notification IN ACCESS EXCLUSIVE MODE")
        first = start_worker()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        assert wait_until(lambda: asked(waiting) == 1, seconds=PATIENCE), "the worker never began the job"
        first.kill()
        first.wait()
    assert state_of(job) == "doing"
    assert not (tmp_path / "mail").exists()

    asked("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes' RETURNING id")
    start_worker()
    with contextlib.suppress(AlreadyEnqueued):  # the first worker may have stored the turn of this minute
        requeue_stalled.defer(timestamp=0)
    assert wait_until(lambda: state_of(job) == "succeeded", seconds=PATIENCE), (tmp_path / "worker-1.log").read_text()
    assert [each.read_text().count("Subject:") for each in (tmp_path / "mail").iterdir()] == [1]
    notification.refresh_from_db()
    assert notification.mailed_at is not None
    assert asked("SELECT attempts FROM procrastinate_jobs WHERE id = %s", job) == 2


def test_the_stalled_are_looked_for_every_minute() -> None:
    known = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert known["jobs.requeue_stalled"] == "* * * * *"
    assert known["files.check"] == "10 3 * * *"
    assert set(known) <= set(app.tasks), "a job that is stored under a name that nobody knows is never done"


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    poison, innocent = stalled_job("events.react", attempts=MOST_ATTEMPTS), stalled_job("events.react", attempts=1)
    run_elsewhere(requeue_stalled.func)
    assert (state_of(poison), state_of(innocent)) == ("failed", "todo")


def test_a_scheduled_job_that_waits_again_does_not_stop_the_others() -> None:
    cut = stalled_job("people.apply_retention", lock="people.apply_retention")
    asked(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock, args) "
        "VALUES ('deffinum', 'people.apply_retention', 'todo', 'people.apply_retention', '{}') RETURNING id"
    )
    other = stalled_job("events.react")
    run_elsewhere(requeue_stalled.func)
    assert (state_of(cut), state_of(other)) == ("failed", "todo")


def test_finished_jobs_are_forgotten_after_a_week() -> None:
    old, recent, failed = (stalled_job("events.react") for _ in range(3))
    for job, status, days in ((old, "succeeded", 8), (recent, "succeeded", 6), (failed, "failed", 30)):
        asked(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s RETURNING id",
            status,
            job,
        )
        asked(
            "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s RETURNING id",
            days,
            job,
        )
    run_elsewhere(forget_finished.func)
    assert (state_of(old), state_of(recent), state_of(failed)) == (None, "succeeded", "failed")
