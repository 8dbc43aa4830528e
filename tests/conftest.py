"""What every test may ask for. Each concern has its own file beside this one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from launcher.install import compile_translations

pytest_plugins = ["tests.database", "tests.running_site"]


def pytest_configure(config: pytest.Config) -> None:
    """Tests read the English of today: compile what changed, once, before the processes are started."""
    if not hasattr(config, "workerinput"):
        compile_translations()


@pytest.fixture(autouse=True)
def _french_first() -> Iterator[None]:
    """Each test starts in French: a request in English leaves its language in the thread that answered it."""
    with translation.override("fr"):
        yield
