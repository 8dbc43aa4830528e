"""The job table does not grow for ever, and keeps what failed."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from deffinum.foundation.jobs.registry import DONE_JOBS_LIFE_HOURS, QUEUE, forget_done_jobs


def job(status: str, *, hours: int) -> int:
    """A job that reached this status so many hours ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES (%s, 'tests.x', '{}', 'doing')"
            " RETURNING id",
            [QUEUE],
        )
        identifier = int(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, identifier]
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s) WHERE job_id = %s",
            [hours, identifier],
        )
    return identifier


@pytest.mark.django_db
def test_done_jobs_go_after_a_month_and_failed_ones_stay() -> None:
    old = DONE_JOBS_LIFE_HOURS + 1
    gone, kept = job("succeeded", hours=old), [job("succeeded", hours=1), job("failed", hours=old)]
    async_to_sync(forget_done_jobs.func)(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE id = ANY(%s) ORDER BY id", [[gone, *kept]])
        assert [row[0] for row in cursor.fetchall()] == kept
