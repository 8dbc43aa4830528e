"""A small server on this machine that answers what a test wants, and remembers what it was sent."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


Reply = Callable[[BaseHTTPRequestHandler, Received], None]


@dataclass
class LoopbackServer:
    """What it answers may be changed at any time."""

    reply: Reply
    received: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Its address over plain http."""
        return f"http://127.0.0.1:{self.port}"


def answer(status: int, body: bytes = b"", **headers: str) -> Reply:
    """A whole answer; `Retry_After="3"` gives the header of that name."""

    def reply(handler: BaseHTTPRequestHandler, _received: Received) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


@contextmanager
def loopback_server(reply: Reply, *, context: ssl.SSLContext | None = None) -> Iterator[LoopbackServer]:
    """The server runs in a thread until the block ends. `context`: with TLS."""
    told = LoopbackServer(reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            told.received.append(received)
            try:
                told.reply(self, received)
            except OSError:
                self.close_connection = True  # the caller left, which some tests want

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
