"""Work is done by few at once; an answer on its way holds nobody's place."""

from __future__ import annotations

import http.client
import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import deffinum
from deffinum.config.few_at_once import FewAtOnce
from launcher.serve import free_port


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


SERVED = """
from deffinum.config.few_at_once import FewAtOnce

def work(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [b"%d" % len(body)]

application = FewAtOnce(work)
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[int]:
    """The port of a web server of one process, as the platform's is started."""
    (tmp_path / "served.py").write_text(SERVED)
    port = free_port(9700 + os.getpid() % 200)
    options = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "16", "--no-ws", "--port", str(port))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(deffinum.__file__).parents[1])])}
    with subprocess.Popen(
        [sys.executable, "-m", "granian", *options, "served:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            for _each in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


def test_more_slow_senders_than_places_leave_a_page_answering(served: int) -> None:
    with ExitStack() as stack:
        senders = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served), timeout=10)) for _each in range(8)
        ]
        for each in senders:
            each.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\nslow")
        time.sleep(0.3)
        begun = time.monotonic()
        asked = http.client.HTTPConnection("127.0.0.1", served, timeout=5)
        asked.request("GET", "/")
        assert asked.getresponse().read() == b"0"
        asked.close()
        assert time.monotonic() - begun < 1
        for each in senders:
            each.sendall(b"sender")
            answer = b""
            while piece := each.recv(4096):
                answer += piece
            assert answer.endswith(b"10")


@pytest.mark.django_db(transaction=True)
def test_a_body_that_is_waited_for_holds_no_connection_and_the_wait_for_a_place_is_counted() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            held.append(connection.connection is not None)
            return super().read(size)

    def work(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        connection.ensure_connection()
        assert environ["deffinum.arrived_at"] <= time.monotonic()
        return [environ["wsgi.input"].read(2), environ["wsgi.input"].read()]

    held: list[bool] = []
    application = FewAtOnce(work, places=1)
    assert [application({"wsgi.input": Slow(b"body")}, ignore) for _each in range(2)] == [[b"bo", b"dy"]] * 2
    assert held == [False] * 4
