"""The database's clock, moved only in sample mode."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory, override_settings

from deffinum.design.requests import ArrivalMiddleware, now_of
from deffinum.foundation.clock.instants import database_now, set_sample_clock


@pytest.mark.django_db
def test_the_sample_clock_moves_and_comes_back() -> None:
    with override_settings(SAMPLE_MODE=True):
        set_sample_clock(timedelta(days=30))
        assert timedelta(days=29) < database_now() - datetime.now(UTC) < timedelta(days=31)
        set_sample_clock(timedelta(0))
        assert abs(database_now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_outside_sample_mode_the_clock_is_the_clock() -> None:
    with override_settings(SAMPLE_MODE=True):
        set_sample_clock(timedelta(days=30))
    with override_settings(SAMPLE_MODE=False):
        assert abs(database_now() - datetime.now(UTC)) < timedelta(minutes=1)
        with pytest.raises(RuntimeError):
            set_sample_clock(timedelta(days=1))


@pytest.mark.django_db
def test_the_instant_of_a_request_is_its_arrival_and_is_read_once() -> None:
    request = RequestFactory().get("/")
    seen = []

    def page(request):  # type: ignore[no-untyped-def]
        request.arrived_at -= 5
        seen.extend([now_of(request), now_of(request)])

    ArrivalMiddleware(page)(request)  # type: ignore[arg-type]
    assert seen[0] == seen[1]
    assert timedelta(seconds=4) < datetime.now(UTC) - seen[0] < timedelta(seconds=20)
