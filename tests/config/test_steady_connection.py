"""The pool knows without asking whether a connection is alive, and never gives a dead one."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from deffinum.config.steady_connection import SteadyConnection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[ConnectionPool[SteadyConnection]]:
    """One connection, checked before it is given as the platform's are."""
    settings = connection.settings_dict
    address = psycopg.conninfo.make_conninfo(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"] or None
    )
    with ConnectionPool(
        address,
        connection_class=SteadyConnection,
        kwargs={"autocommit": True},
        min_size=1,
        max_size=1,
        check=ConnectionPool.check_connection,
    ) as made:
        yield made


def backend(pool: ConnectionPool[SteadyConnection]) -> int:
    with pool.connection() as one:
        found = one.execute("SELECT pg_backend_pid()").fetchone()
    assert found is not None
    return int(found[0])


def test_a_living_connection_is_kept_and_is_not_asked(pool: ConnectionPool[SteadyConnection]) -> None:
    process = backend(pool)
    with connection.cursor() as cursor:
        cursor.execute("SELECT query_start FROM pg_stat_activity WHERE pid = %s", [process])
        before = cursor.fetchone()
        with pool.connection():
            pass
        cursor.execute("SELECT query_start FROM pg_stat_activity WHERE pid = %s", [process])
        assert cursor.fetchone() == before
    assert backend(pool) == process


def test_a_connection_that_the_server_ended_is_replaced(pool: ConnectionPool[SteadyConnection]) -> None:
    process = backend(pool)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    assert backend(pool) != process
