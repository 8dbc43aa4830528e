"""Instants decide: openings, closings, grace, clocks that change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.rooms.calls.models import Wave
from deffinum.rooms.calls.queries.wave_status import InvalidLocalTime, instant_of, next_wave, times_of, wave_status
from deffinum.rooms.calls.words import WaveStatus

OPENS, CLOSES = datetime(2026, 1, 31, 8, tzinfo=UTC), datetime(2026, 5, 2, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _wave(grace: int = 0, number: int = 1, shift: timedelta = timedelta()) -> Wave:
    return Wave(
        number=number, opens_at=OPENS + shift, closes_at=CLOSES + shift, zone="Europe/Paris", grace_seconds=grace
    )


@pytest.mark.parametrize(
    ("instant", "grace", "expected"),
    [
        (OPENS - SECOND, 0, WaveStatus.COMING),
        (OPENS, 0, WaveStatus.OPEN),
        (CLOSES - SECOND, 0, WaveStatus.OPEN),
        (CLOSES, 0, WaveStatus.CLOSED),
        (CLOSES, 60, WaveStatus.GRACE),
        (CLOSES + timedelta(seconds=59), 60, WaveStatus.GRACE),
        (CLOSES + timedelta(seconds=60), 60, WaveStatus.CLOSED),
    ],
)
def test_the_status_changes_at_the_instant(instant: datetime, grace: int, expected: WaveStatus) -> None:
    assert wave_status(_wave(grace), instant) == expected


def test_a_call_closed_early_has_no_open_wave() -> None:
    assert wave_status(_wave(), CLOSES - SECOND, closed_early=True) == WaveStatus.CLOSED


@pytest.mark.parametrize(
    ("local", "zone", "later", "expected"),
    [
        ("2021-08-31T12:00", "Europe/Paris", True, "2021-08-31T10:00"),
        ("2021-12-30T12:00", "Europe/Paris", True, "2021-12-30T11:00"),
        ("2022-05-02T12:00", "Europe/Paris", True, "2022-05-02T10:00"),
        ("2022-05-02T12:00", "Indian/Reunion", True, "2022-05-02T08:00"),
        ("2026-10-25T02:30", "Europe/Paris", False, "2026-10-25T00:30"),
        ("2026-10-25T02:30", "Europe/Paris", True, "2026-10-25T01:30"),
    ],
)
def test_a_local_time_and_its_zone_give_one_instant(local: str, zone: str, later: bool, expected: str) -> None:
    assert instant_of(local, zone, later=later) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone"),
    [
        ("2026-03-29T02:30", "Europe/Paris"),
        ("2026-02-30T12:00", "Europe/Paris"),
        ("2026-03-29", "Europe/Paris"),
        ("2026-03-29T12:00", "Europe/Atlantide"),
        ("2026-03-29T12:00", "../etc/passwd"),
    ],
)
def test_what_is_not_a_local_time_is_refused(local: str, zone: str) -> None:
    with pytest.raises(InvalidLocalTime):
        instant_of(local, zone)


@given(st.integers(min_value=-(10**7), max_value=10**7), st.integers(min_value=0, max_value=86_400))
def test_what_is_left_never_goes_below_zero(seconds: int, grace: int) -> None:
    times = times_of(_wave(grace), OPENS + timedelta(seconds=seconds))
    assert times.left >= timedelta()
    assert (times.left > timedelta()) == (times.status != WaveStatus.CLOSED)


def test_the_wave_that_matters_is_the_open_one_then_the_next_then_the_last() -> None:
    waves = [_wave(number=1), _wave(number=2, shift=timedelta(days=200))]

    def number_at(instant: datetime) -> int:
        found = next_wave([times_of(each, instant) for each in waves])
        assert found is not None
        return found.number

    assert [number_at(OPENS), number_at(CLOSES), number_at(CLOSES + timedelta(days=400))] == [1, 2, 2]
    assert next_wave([]) is None
