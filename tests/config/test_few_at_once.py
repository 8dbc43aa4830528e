"""Work is done by few at once; an answer on its way holds nobody's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from deffinum.config.few_at_once import FewAtOnce


def ignore(_status: str, _headers: list[tuple[str, str]]) -> None:
    """A server that does not listen."""


def test_no_more_than_the_places_are_worked_on_at_once() -> None:
    count, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)

    def work(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal count, most
        with lock:
            count += 1
            most = max(most, count)
        together.wait()
        with lock:
            count -= 1
        return [b"done"]

    application = FewAtOnce(work, places=2)
    threads = [threading.Thread(target=application, args=({}, ignore)) for _each in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    assert most == 2
    assert not any(each.is_alive() for each in threads)


def test_an_answer_on_its_way_and_a_failure_give_their_place_back() -> None:
    def work(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("fails"):
            raise LookupError("no such page")
        return iter([b"slow"])

    application = FewAtOnce(work, places=1)
    with pytest.raises(LookupError, match="no such page"):
        application({"fails": True}, ignore)
    leaving = [application({}, ignore) for _each in range(3)]
    assert [list(each) for each in leaving] == [[b"slow"]] * 3
