"""How instants are written where xAPI asks for ISO 8601."""

from __future__ import annotations

from datetime import datetime


def written_instant(instant: datetime) -> str:
    """'2026-11-22T09:00:00.123456Z' for an instant in UTC; another zone keeps its offset."""
    return instant.isoformat().replace("+00:00", "Z")
