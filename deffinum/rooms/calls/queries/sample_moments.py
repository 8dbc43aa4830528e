"""Which instants of the sample call are worth going to during the tour?"""

from __future__ import annotations

from datetime import datetime, timedelta

from deffinum.rooms.calls.models import Wave
from deffinum.rooms.calls.queries.reference_calls import SAMPLE_CALL

SHORTLY = timedelta(minutes=2)


def sample_wave() -> Wave | None:
    """The wave of the sample call that closes last; None before the sample is loaded (one query)."""
    return Wave.objects.filter(call__slug=SAMPLE_CALL).order_by("-closes_at").first()


def shortly_before_closing() -> datetime | None:
    """Time enough to press the button."""
    wave = sample_wave()
    return wave.closes_at - SHORTLY if wave else None


def in_the_grace() -> datetime | None:
    """Just after the closing, while a deposit is still accepted; None when the wave has no grace."""
    wave = sample_wave()
    return wave.closes_at + timedelta(seconds=wave.grace_seconds) / 10 if wave and wave.grace_seconds else None


def once_closed() -> datetime | None:
    """The wave takes nothing any more."""
    wave = sample_wave()
    return wave.last_instant + SHORTLY if wave else None
