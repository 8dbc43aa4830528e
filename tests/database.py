"""The tests' database: started when a test first needs it, copied from a migrated template in an instant.

The template's name carries a hash of every migration and of the pinned packages, so that migrations run once
after they change, not once a session. Each process works on its own copy, named after its number.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from launcher.places import PROJECT, make_run_folder
from launcher.postgres import disposable_cluster
from launcher.processes import alive, locked

TEMPLATE_PREFIX = "deffinum_template_"
COPY_PREFIX = "deffinum_test_"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Point Django at the tests' own PostgreSQL (unless DATABASE_URL names another), without its pool."""
    known = connections["default"].settings_dict
    known["OPTIONS"].pop("pool", None)
    if not os.environ.get("DATABASE_URL"):
        cluster = disposable_cluster()
        cluster.start()
        known["HOST"] = str(cluster.socket_folder())


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Replace pytest-django's set-up: one copy of the template for each process, dropped at the end."""
    template = f"{TEMPLATE_PREFIX}{_fingerprint()}"
    copy = f"{COPY_PREFIX}{os.getpid()}"
    known = connections["default"].settings_dict
    original = known["NAME"]
    with django_db_blocker.unblock():
        with locked(make_run_folder() / "test-template.lock"), _administrator(known) as administrator:
            _drop_abandoned(administrator, keep=template)
            if request.config.getvalue("create_db"):
                _drop(administrator, template)
            if template not in _names(administrator):
                _build(template)
            administrator.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(template))
            )
        known["NAME"] = copy
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
        known["NAME"] = original
        with _administrator(known) as administrator:
            _drop(administrator, copy)


@pytest.fixture(autouse=True)
def _no_job_left_behind(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """After a test that commits, no job waits for the next one: Django empties its own tables only."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames):
        with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def _fingerprint() -> str:
    """Changes when a migration, a pinned package or the list of apps does."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    migrations = (PROJECT / "deffinum").glob("**/migrations/*.py")
    support = [PROJECT / "requirements.txt", PROJECT / "deffinum/foundation/audit/append_only.py"]
    for path in sorted([*migrations, *support]):
        digest.update(str(path.relative_to(PROJECT)).encode() + Path(path).read_bytes())
    return digest.hexdigest()[:16]


def _build(template: str) -> None:
    """Run every migration into a database that takes its final name only when complete."""
    connection = connections["default"]
    name = connection.settings_dict["NAME"]
    unfinished = f"{template}_unfinished"
    connection.settings_dict["TEST"]["NAME"] = unfinished
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    with _administrator(connection.settings_dict) as administrator:
        administrator.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
        )


def _administrator(known: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    words = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    options = {name: value for name, value in known["OPTIONS"].items() if isinstance(value, str)}
    return psycopg.connect(
        dbname="postgres", autocommit=True, **{name: value for name, value in words.items() if value}, **options
    )


def _names(administrator: psycopg.Connection[tuple[Any, ...]]) -> set[str]:
    return {row[0] for row in administrator.execute("SELECT datname FROM pg_database")}


def _drop(administrator: psycopg.Connection[tuple[Any, ...]], name: str) -> None:
    administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_abandoned(administrator: psycopg.Connection[tuple[Any, ...]], *, keep: str) -> None:
    """Remove templates of earlier migrations and copies whose process has ended."""
    for name in _names(administrator):
        stale_template = name.startswith(TEMPLATE_PREFIX) and name != keep
        number = name.removeprefix(COPY_PREFIX)
        abandoned_copy = name.startswith(COPY_PREFIX) and number.isdigit() and not alive(int(number))
        if stale_template or abandoned_copy:
            _drop(administrator, name)
