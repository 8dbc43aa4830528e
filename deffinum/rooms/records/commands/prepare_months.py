"""Make the partitions of the months to come, so that each month of statements stands in a table of its own."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor

AHEAD = 3
"""Months; a job that runs every night has three to fail in."""


@command("records.prepare_months")
def prepare_months(*, by: Actor, now: datetime) -> list[str]:
    """Make what is missing of the next three months (in UTC); returns the names of the new tables.

    Never the present month: its rows may already stand in the default partition, which keeps whatever has no other.
    """
    made = []
    first = _month_after(date(now.year, now.month, 1))
    for _month in range(AHEAD):
        end = _month_after(first)
        name = f"records_statement_{first:%Y_%m}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
            if cursor.fetchone()[0]:
                cursor.execute(
                    f"CREATE TABLE {name} PARTITION OF records_statement "
                    f"FOR VALUES FROM ('{first} 00:00:00+00') TO ('{end} 00:00:00+00')"
                )
                made.append(name)
        first = end
    return made


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
