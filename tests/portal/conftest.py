"""What the tests of the portal share."""

from __future__ import annotations

import pytest

from tests.factories.plan import load_plan


@pytest.fixture
def plan(db: None) -> None:
    """The plan, loaded from its reference facts."""
    load_plan()
