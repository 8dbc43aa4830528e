"""Declare a job and defer it. The only module that knows the job library."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

F = TypeVar("F", bound=Callable[..., Any])

log = logging.getLogger(__name__)

QUEUE = "deffinum"
MOST_ATTEMPTS = 5
SILENT_AFTER = 60
"""Seconds; a worker writes its sign of life every ten."""
KEPT_HOURS = 7 * 24
_RETRIES = RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=4)


def job(name: str) -> Callable[[F], Any]:
    """`@job("calls.render_receipt")`: the function takes JSON values only (ids as text) and may run twice.

    Call `.defer(...)` on what is returned: the job is stored in the current transaction.
    """
    return procrastinate_app.task(name=name, queue=QUEUE, retry=_RETRIES)


def periodic_job(name: str, *, cron: str) -> Callable[[F], Any]:
    """A job started by the worker on a schedule; takes the `timestamp` it was due at."""

    def decorate(function: F) -> Any:
        return procrastinate_app.periodic(cron=cron)(
            procrastinate_app.task(name=name, queue=QUEUE, queueing_lock=name)(function)
        )

    return decorate


def defer_once(declared: Any, lock: str, **arguments: str) -> bool:
    """Store a job unless one under the same lock waits already (one that runs does not count); was it stored?

    `declared` is what `@job` returned.
    """
    try:
        with transaction.atomic():  # what the database refuses must not spoil the caller's transaction
            declared.configure(queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


@periodic_job("jobs.requeue_stalled", cron="* * * * *")
async def requeue_stalled(timestamp: int) -> None:
    """Put back the jobs of a worker that gave no sign of life for a minute (killed, or its machine lost).

    A job that was put back MOST_ATTEMPTS times is given up as failed: it may be what kills the workers.
    """
    jobs = procrastinate_app.job_manager
    for each in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        given_up = each.attempts >= MOST_ATTEMPTS
        if not given_up:
            try:
                await jobs.retry_job(each)
            except UniqueViolation:
                given_up = True  # a scheduled job whose next turn waits already
        if given_up:
            log.error("Job %s (%s) was cut short and is given up.", each.id, each.task_name)
            await jobs.finish_job(each, Status.FAILED, delete_job=False)


@periodic_job("jobs.forget_finished", cron="20 2 * * *")
async def forget_finished(timestamp: int) -> None:
    """Delete the jobs that succeeded more than a week ago; those that failed stay to be read."""
    await procrastinate_app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


def run_waiting_jobs(*, limit: int = 1000) -> int:
    """Run the jobs of this connection's view of the database, in order, in this process; returns how many ran.

    For tests and sample loading: sees jobs of the current transaction, raises what a job raises.
    """
    ran = 0
    while ran < limit:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = %s "
                "AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()) ORDER BY id LIMIT 1 FOR UPDATE",
                [QUEUE],
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        arguments = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        procrastinate_app.tasks[row[1]].func(**arguments)
        ran += 1
    raise RuntimeError(f"More than {limit} jobs: do they create each other?")
