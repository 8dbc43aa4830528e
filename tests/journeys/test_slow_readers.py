"""Many people who read a large file slowly leave the platform's pages to everybody else."""

from __future__ import annotations

import http.client
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.factories.video import bare_video
from tests.journeys.players import Shown, deposited
from tests.running_site import Site

READERS = 32
BYTES = 200 * 1024**2
ANSWERS_WITHIN = 0.1
_ADDRESS = """
from deffinum.rooms.commons.models import ResourceVersion
from deffinum.rooms.commons.queries.content_address import file_address
print(file_address(ResourceVersion.objects.get(pk={version!r}), ""))
"""


@pytest.fixture(scope="module")
def large(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A video, with nothing behind it up to 200 megabytes (the boxes of a WebM file end where the video ends)."""
    content = bare_video()
    content += b"\xec\x01" + (BYTES - len(content) - 9).to_bytes(7, "big")
    return deposited(
        site, tmp_path_factory.mktemp("large"), content.ljust(BYTES, b"\0"), name="long.webm", title="Long"
    )


@contextmanager
def reading(address: str) -> Iterator[tuple[socket.socket, int]]:
    """Asks for the file from its middle, and takes no more of it than the head; with the size that is promised."""
    parts = urlsplit(address)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(10)
        slow.connect(("127.0.0.1", parts.port or 80))
        slow.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nRange: bytes=1000-\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += slow.recv(64)
        assert head.startswith(b"HTTP/1.1 206")
        (length,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        yield slow, int(length.split(b":")[1])


def seconds_of(site: Site, path: str) -> float:
    """How long a page takes."""
    parts = urlsplit(site.address)
    begun = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
    asked.request("GET", path, headers={"Host": parts.netloc})
    answer = asked.getresponse()
    answer.read()
    asked.close()
    assert answer.status == 200
    return time.monotonic() - begun


def test_slow_readers_of_a_large_file_leave_the_pages_to_everybody(site: Site, large: Shown) -> None:
    address = site.manage("shell", "--no-imports", "-c", _ADDRESS.format(version=large.version_id)).strip()
    with ExitStack() as stack:
        readers = [stack.enter_context(reading(address)) for _each in range(READERS)]
        assert {size for _slow, size in readers} == {BYTES - 1000}
        for path in ("/sante/", "/plan/"):
            seconds_of(site, path)
            taken = [seconds_of(site, path) for _each in range(20)]
            assert statistics.median(taken) < ANSWERS_WITHIN, taken
        slow, _size = readers[-1]
        slow.settimeout(10)
        left = 2 * 1024**2
        while left > 0 and (piece := slow.recv(65536)):
            left -= len(piece)
        assert left <= 0
    for _each in range(40):  # who goes away leaves their place
        with reading(address):
            pass
