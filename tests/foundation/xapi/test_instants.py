"""Instants end with Z when they are in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from deffinum.foundation.xapi.instants import written_instant


def test_instants_in_utc_end_with_z_and_others_keep_their_offset() -> None:
    instant = datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=UTC)
    assert written_instant(instant) == "2026-11-22T09:00:00.123456Z"
    assert written_instant(instant.replace(microsecond=0)) == "2026-11-22T09:00:00Z"
    assert written_instant(instant.astimezone(timezone(timedelta(hours=1)))) == "2026-11-22T10:00:00.123456+01:00"
