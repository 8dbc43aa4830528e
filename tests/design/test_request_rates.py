"""An allowance is used up, fills again with time, and is each caller's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deffinum.design import request_rates
from deffinum.design.request_rates import Allowance


class Clock:
    """Stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_given_then_as_much_as_time_brings() -> None:
    clock = Clock()
    allowance = Allowance(burst=3, per_second=0.5, clock=clock)
    assert [allowance.seconds_to_wait("a") for _each in range(5)] == [0, 0, 0, 2, 2]
    assert allowance.seconds_to_wait("b") == 0
    clock.now += 1
    assert allowance.seconds_to_wait("a") == 1
    clock.now += 1
    assert [allowance.seconds_to_wait("a") for _each in range(2)] == [0, 2]
    clock.now += 3600
    assert [allowance.seconds_to_wait("a") for _each in range(4)] == [0, 0, 0, 2]


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=60))
def test_never_more_than_the_burst_and_what_time_brought(pauses: list[float]) -> None:
    clock = Clock()
    allowance = Allowance(burst=4, per_second=2, clock=clock)
    given_to = 0
    for pause in pauses:
        clock.now += pause
        given_to += allowance.seconds_to_wait("a") == 0
    assert given_to <= 4 + 2 * sum(pauses) + 1e-6


def test_who_waits_as_told_is_given_one() -> None:
    clock = Clock()
    allowance = Allowance(burst=1, per_second=0.3, clock=clock)
    allowance.seconds_to_wait("a")
    clock.now += allowance.seconds_to_wait("a")
    assert allowance.seconds_to_wait("a") == 0


def test_those_heard_of_least_lately_are_forgotten() -> None:
    allowance = Allowance(burst=1, per_second=0.01, clock=Clock())
    for number in range(request_rates.MOST_CALLERS + 1):
        allowance.seconds_to_wait(str(number))
    assert allowance.seconds_to_wait("0") == 0
    assert allowance.seconds_to_wait(str(request_rates.MOST_CALLERS)) > 0
