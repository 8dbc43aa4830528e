"""Send one POST to a public server, and read the beginning of its answer."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from deffinum.foundation.outgoing.destinations import (
    CheckedAddress,
    Destination,
    ForbiddenDestination,
    checked_addresses,
)
from deffinum.foundation.outgoing.failures import FailureKind, OutgoingFailure

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 30.0
"""From the connection to the last byte that is read."""
LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; the rest is left."""


@dataclass(frozen=True)
class Answer:
    """What the server answered: lower-case header names, and at most LARGEST_ANSWER bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def post(destination: Destination, *, body: bytes, headers: Mapping[str, str], seconds: float | None = None) -> Answer:
    """Send the body; every status is an answer, redirects too. Raises OutgoingFailure.

    `seconds`: for the whole, when it is less than WHOLE_SECONDS (finding the address by its name comes before).
    """
    try:
        addresses = checked_addresses(destination)
    except ForbiddenDestination as refusal:
        raise OutgoingFailure(FailureKind.FORBIDDEN, certain=True) from refusal
    whole = WHOLE_SECONDS if seconds is None else min(seconds, WHOLE_SECONDS)
    connection = _Connection(destination, addresses, whole)
    try:
        connection.connect()
        connection.request("POST", destination.path, body=body, headers={"User-Agent": "Deffinum", **headers})
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, told, response.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error, connection) from error
    finally:
        connection.stop_watching()
        connection.close()
    if connection.is_over:  # the end was ours: what was read may be half of what was said
        raise OutgoingFailure(FailureKind.TOO_SLOW, certain=False)
    return answer


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that people typed."""

    def __init__(self, destination: Destination, addresses: list[CheckedAddress], seconds: float) -> None:
        super().__init__(destination.host, destination.port, timeout=seconds)
        self._seconds = seconds
        self.default_port = 443 if destination.scheme == "https" else 80
        self.is_over = False
        self.is_connected = False
        self._is_secure = destination.scheme == "https"
        self._addresses = addresses
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True
        self._wire: socket.socket | None = None
        """Kept beside `sock`, which is forgotten while the answer is still read."""

    def connect(self) -> None:
        """Try each address in turn; no more than CONNECT_SECONDS for all of them, TLS included."""
        until = monotonic() + min(CONNECT_SECONDS, self._seconds)
        self._watch.start()
        plain = self._first_that_answers(until)
        plain.settimeout(max(until - monotonic(), 0.01))
        if self._is_secure:
            self.sock = tls_context().wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()
        else:
            self.sock = plain
        self.is_connected = True
        self._wire = self.sock
        self.sock.settimeout(self._seconds)

    def stop_watching(self) -> None:
        """Stop the clock: only when all is read, since `getresponse` closes a connection that ends with its answer."""
        self._watch.cancel()

    def _first_that_answers(self, until: float) -> socket.socket:
        failure: OSError = TimeoutError()
        for each in self._addresses:
            remaining = until - monotonic()
            if remaining <= 0:
                break
            plain = socket.socket(each.family, socket.SOCK_STREAM)
            self.sock = self._wire = plain
            plain.settimeout(remaining)
            try:
                plain.connect((each.address, each.port))
            except OSError as error:
                plain.close()
                failure = error
            else:
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return plain
        raise failure

    def _cut(self) -> None:
        """The time is over: whatever waits on the socket wakes up."""
        self.is_over = True
        if self._wire is not None:
            try:
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)
            except OSError:
                return  # closed already


def tls_context() -> ssl.SSLContext:
    """Certificates that the system trusts, names checked."""
    return ssl.create_default_context()


def _failure(error: Exception, connection: _Connection) -> OutgoingFailure:
    certain = not connection.is_connected
    if connection.is_over or isinstance(error, TimeoutError):
        return OutgoingFailure(FailureKind.TOO_SLOW if not certain else FailureKind.UNREACHABLE, certain=certain)
    if isinstance(error, ssl.SSLError) and certain:
        return OutgoingFailure(FailureKind.UNTRUSTED, certain=True)
    if certain:
        return OutgoingFailure(FailureKind.UNREACHABLE, certain=True)
    return OutgoingFailure(FailureKind.BROKEN, certain=False)
