"""What every test may ask for. Each concern has its own file beside this one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from deffinum.design import leaving
from launcher.install import compile_translations

pytest_plugins = ["tests.database", "tests.running_site"]

# An example is right or wrong, never too slow: how long it takes depends on what else the machine does.
settings.register_profile("deffinum", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("deffinum")


def pytest_configure(config: pytest.Config) -> None:
    """Tests read the English of today: compile what changed, once, before the processes are started.

    A test process that has driven a browser keeps an event loop in its thread, in which Django would refuse every
    query; nothing here is asynchronous, so the tests (and they alone, see `running_site`) say that this is meant.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not hasattr(config, "workerinput"):
        compile_translations()


@pytest.fixture(autouse=True)
def _french_first() -> Iterator[None]:
    """Each test starts in French: a request in English leaves its language in the thread that answered it."""
    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def _all_may_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reads no more than the head of a file or an export takes nobody's place in the next one."""
    monkeypatch.setattr(leaving, "_readers", threading.BoundedSemaphore(leaving.MOST_READERS))
    monkeypatch.setattr(leaving, "_exports", threading.BoundedSemaphore(leaving.MOST_EXPORTS))


@pytest.fixture(autouse=True)
def _no_job_left(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits leaves no job to the next one: Django empties its own tables only."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if mark is not None and mark.kwargs.get("transaction"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
