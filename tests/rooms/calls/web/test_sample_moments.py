"""The tour of the sample call: its closing can be gone to, and the pages say what time it is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.load_sample import load_calls_sample
from deffinum.rooms.calls.models import Wave
from deffinum.rooms.calls.queries.sample_moments import in_the_grace, once_closed, shortly_before_closing
from deffinum.rooms.calls.queries.wave_status import wave_status
from deffinum.rooms.calls.words import WaveStatus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> None:
    """The real clock here: these tests move it."""


@pytest.fixture
def wave() -> Wave:
    """The open wave of the sample call."""
    load_calls_sample(by=PLATFORM, now=database_now())
    return Wave.objects.get(call__slug="appel-exemple")


def test_each_moment_shows_another_state_of_the_wave(wave: Wave) -> None:
    instants = [shortly_before_closing(), in_the_grace(), once_closed()]
    assert [wave_status(wave, each) for each in instants if each] == [
        WaveStatus.OPEN,
        WaveStatus.GRACE,
        WaveStatus.CLOSED,
    ]


def test_a_wave_without_grace_has_no_moment_in_it(wave: Wave) -> None:
    Wave.objects.update(grace_seconds=0)
    assert in_the_grace() is None
    assert once_closed() == wave.closes_at + timedelta(minutes=2)


def test_nothing_to_go_to_before_the_sample_is_loaded() -> None:
    assert (shortly_before_closing(), in_the_grace(), once_closed()) == (None, None, None)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("calls.before_closing", 'data-seconds-left="11'),
        ("calls.in_the_grace", "Délai de grâce"),
        ("calls.once_closed", "on ne peut plus déposer"),
    ],
)
def test_the_tour_goes_there_and_the_call_says_it(wave: Wave, client: Client, moment: str, said: str) -> None:
    page = client.get("/demonstration/").content.decode()
    assert f'value="{moment}"' in page
    client.post("/demonstration/horloge/", {"move": moment})
    assert said in client.get("/appels/appel-exemple/").content.decode()
