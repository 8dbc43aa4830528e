"""A tool that writes, and another store that a forwarding sends to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.other_store import FakeStore, fake_store
from tests.factories.records import Tool, store_key


@pytest.fixture
def this_machine_is_allowed(settings: Any) -> None:
    """As a destination."""
    settings.OUTGOING_LOOPBACK = True


@pytest.fixture
def tool() -> Tool:
    """With a key of a store of its own."""
    return Tool(store_key())


@pytest.fixture
def other() -> Iterator[FakeStore]:
    """It answers until the test ends."""
    with fake_store() as found:
        yield found
