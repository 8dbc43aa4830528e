"""Is a wave coming, open, in its grace or closed? Instants decide, never days (PRODUCT rule 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deffinum.rooms.calls.models import Wave
from deffinum.rooms.calls.words import WaveStatus


class InvalidLocalTime(ValueError):
    """Not a local time 'YYYY-MM-DDTHH:MM', not a known zone, or an hour that the clocks skip."""


def instant_of(local: str, zone: str, *, later: bool = False) -> datetime:
    """The instant (UTC) of a published local time in a named zone.

    When the clocks go back an hour exists twice: `later` chooses the second one (used for closings, in favour of
    applicants). An hour that the clocks skip raises InvalidLocalTime, as does anything that is not a local time.
    """
    try:
        place = ZoneInfo(zone)
        naive = datetime.strptime(local, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the zone is given on the next line
    except (ValueError, ZoneInfoNotFoundError, IsADirectoryError) as problem:
        raise InvalidLocalTime(f"{local} {zone}") from problem
    instant = naive.replace(tzinfo=place, fold=1 if later else 0).astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) != naive:
        raise InvalidLocalTime(f"{local} {zone}")
    return instant


@dataclass(frozen=True)
class WaveTimes:
    """One wave as pages and the API show it. Instants in UTC, `zone` is the call's own."""

    number: int
    status: WaveStatus
    opens_at: datetime
    closes_at: datetime
    zone: str
    grace: timedelta
    results_days: int | None
    """Whole days from the closing to the publication of the results, when both are known."""
    results_source: str
    left: timedelta
    """Until the next change: the opening, then the closing; zero afterwards."""

    @property
    def is_open(self) -> bool:
        """Applications may be begun and deposited."""
        return self.status == WaveStatus.OPEN


def wave_status(wave: Wave, now: datetime, *, closed_early: bool = False) -> WaveStatus:
    """Where the wave stands at this instant. The closing instant itself is already in the grace, or closed."""
    if closed_early or now >= wave.last_instant:
        return WaveStatus.CLOSED
    if now < wave.opens_at:
        return WaveStatus.COMING
    return WaveStatus.OPEN if now < wave.closes_at else WaveStatus.GRACE


def times_of(wave: Wave, now: datetime, *, closed_early: bool = False) -> WaveTimes:
    """The wave's instants, its status and the measured delay of its results."""
    status = wave_status(wave, now, closed_early=closed_early)
    targets = {
        WaveStatus.COMING: wave.opens_at,
        WaveStatus.OPEN: wave.closes_at,
        WaveStatus.GRACE: wave.last_instant,
    }
    return WaveTimes(
        number=wave.number,
        status=status,
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        zone=wave.zone,
        grace=timedelta(seconds=wave.grace_seconds),
        results_days=results_delay(wave),
        results_source=wave.results_source,
        left=targets[status] - now if status in targets else timedelta(),
    )


def results_delay(wave: Wave) -> int | None:
    """Days from the closing day (in the call's zone) to the day of the results; None when they are not published."""
    if wave.results_published_on is None:
        return None
    return (wave.results_published_on - wave.closes_at.astimezone(ZoneInfo(wave.zone)).date()).days


def next_wave(waves: list[WaveTimes]) -> WaveTimes | None:
    """The wave that matters now: the one that accepts files, else the next to open, else the last that closed."""
    for status in (WaveStatus.OPEN, WaveStatus.GRACE, WaveStatus.COMING):
        found = [each for each in waves if each.status == status]
        if found:
            return min(found, key=lambda each: each.closes_at)
    return max(waves, key=lambda each: each.closes_at, default=None)
