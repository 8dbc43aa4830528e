"""What every test may ask for. Each concern has its own file beside this one."""

from __future__ import annotations

pytest_plugins = ["tests.database", "tests.running_site"]
