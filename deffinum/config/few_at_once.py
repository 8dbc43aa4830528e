"""Few requests are worked on at once, and many may be on their way, in or out.

A thread of the web server is held until the last byte of its answer is taken. With as few threads as can usefully work
at once, that many slow readers of a large file stop the platform for everybody. So there are many threads, which cost
nothing while they wait for somebody, and few places to work: a place is given back as soon as the answer is made, and
while the body of a request is waited for (the server gives it as it comes, and a read waits for all that it asked for).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from time import monotonic
from typing import Any

from deffinum.design.leaving import release_connections

AT_ONCE = 4
"""Requests worked on at once by one process: more of them only take Python's lock from each other."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class FewAtOnce:
    """A WSGI application (PEP 3333) around another one."""

    def __init__(self, application: Application, places: int = AT_ONCE) -> None:
        self.application = application
        self.places: SimpleQueue[None] = SimpleQueue()
        for _each in range(places):
            self.places.put(None)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The other's answer, once there is a place to make it; `deffinum.arrived_at` says since when it waits."""
        environ["deffinum.arrived_at"] = monotonic()
        body = None
        if "wsgi.input" in environ:
            body = environ["wsgi.input"] = _Body(environ["wsgi.input"], self.places)
        self.places.get()
        try:
            return self.application(environ, start_response)
        finally:
            if body is not None:
                body.holds_a_place = False
            self.places.put(None)


class _Body:
    """The body of a request (`wsgi.input`): who waits for it holds neither a place nor a connection of the database."""

    def __init__(self, body: Any, places: SimpleQueue[None]) -> None:
        self.body = body
        self.places = places
        self.holds_a_place = True

    def read(self, size: int = -1) -> bytes:
        """As the server's."""
        return self._waited_for(self.body.read, *([size] if size >= 0 else []))

    def readline(self, size: int = -1) -> bytes:
        """As the server's."""
        return self._waited_for(self.body.readline, *([size] if size >= 0 else []))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Every line: `hint` is only a hint."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _waited_for(self, read: Callable[..., bytes], *size: int) -> bytes:
        if not self.holds_a_place:
            return read(*size)
        release_connections()
        self.places.put(None)
        try:
            return read(*size)
        finally:
            self.places.get()
