"""Few requests are worked on at once, and many answers may be on their way.

A thread of the web server is held until the last byte of its answer is taken. With as few threads as can usefully work
at once, that many slow readers of a large file stop the platform for everybody. So there are many threads, which cost
nothing while they wait for a reader, and few places to work: a place is given back as soon as the answer is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import Any

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
        """The other's answer, once there is a place to make it."""
        self.places.get()
        try:
            return self.application(environ, start_response)
        finally:
            self.places.put(None)
