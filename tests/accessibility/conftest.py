"""The site that these tests look at, filled once."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from launcher.places import PROJECT
from tests.running_site import Site


@pytest.fixture(scope="session")
def ids(site: Site) -> dict[str, str]:
    """The site is filled once; the identifiers that the addresses need."""
    words = [sys.executable, "-m", "tests.accessibility.rich_site"]
    done = subprocess.run(
        words, check=False, cwd=PROJECT, env=site.variables, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, str] = json.loads(done.stdout)
    return read
