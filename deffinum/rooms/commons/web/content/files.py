"""`/t/<token>/<path>`: a file of the version, read inside its archive.

A deflated file leaves as it lies there, between a gzip header and its trailer (RFC 1952), for browsers that take gzip;
a stored one is read from its place, so that a video starts anywhere. A version that is one file is given by the web
server before the platform where there is one (`FILES_LOCATION`): the platform only says which file.

Slow readers are counted with those of every other file (`design.leaving`).
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from deffinum.design.leaving import leaving_file
from deffinum.foundation.files.content_store import content_location
from deffinum.foundation.packages.archive import STORED, Entry, Package
from deffinum.foundation.packages.reading import packed_pieces, stored_range, stream_entry
from deffinum.rooms.commons.queries.content_address import LIFE_SECONDS, opens_files
from deffinum.rooms.commons.queries.package_index import ServedVersion, opened_file, package_of
from deffinum.rooms.commons.web.content.headers import plain_answer
from deffinum.rooms.commons.web.content.media_types import media_type_of

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

MOST_BYTES_IN_RANGES = 16 * 1024**2
"""Unpacked, of a deflated file that is given in ranges."""

Pieces = Callable[[BufferedReader, int, int], Iterator[bytes]]


@dataclass(frozen=True)
class _Content:
    """A file as it is served: its size, and how bytes `first` to `last` are read."""

    entry: Entry
    media_type: str
    pieces: Pieces

    @property
    def etag(self) -> str:
        return f'"{self.entry.crc:08x}-{self.entry.size:x}"'


def page(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """GET and HEAD; ranges, ETag. 403 when the path is no longer open."""
    version: ServedVersion = request.served  # type: ignore[attr-defined] # set by the middleware
    if not opens_files(token, version_id=version.id):
        return plain_answer(403, _("Ce lien n’est plus ouvert : revenez à la ressource et ouvrez-la de nouveau."))
    return serve_file(request, version, path)


def serve_file(request: HttpRequest, version: ServedVersion, path: str) -> HttpResponseBase:
    """A file of the version, to who was let in. Raises Http404."""
    if request.method not in ("GET", "HEAD"):
        return plain_answer(405, _("Un fichier se lit, et ne s’écrit pas."))
    if not version.is_archive and (location := content_location(version.sha256)):
        return _by_the_web_server(version, location)
    file = opened_file(version)
    try:
        content = _in_archive(version, file, path) if version.is_archive else _alone(version)
        answer = _answer(request, content, file)
    except BaseException:
        file.close()
        raise
    if not isinstance(answer, StreamingHttpResponse):
        file.close()
    return answer


def _by_the_web_server(version: ServedVersion, location: str) -> HttpResponse:
    """What stands before the platform answers for us: it knows ranges, and slow readers hold nothing of ours there."""
    headers = {"X-Accel-Redirect": location, "Cache-Control": f"private, max-age={LIFE_SECONDS}"}
    return HttpResponse(content_type=version.media_type, headers=headers)


def _in_archive(version: ServedVersion, file: BufferedReader, path: str) -> _Content:
    entry = _entry(package_of(version, file), path)
    return _Content(
        entry, media_type_of(entry.name), _of_stored(entry) if entry.compression == STORED else _of_packed(entry)
    )


def _entry(package: Package, path: str) -> Entry:
    """By its exact name, else by the same name with other capitals or accents (names never differ by those alone)."""
    if (found := package.entries.get(path)) is not None:
        return found
    same = _folded(path)
    for name, entry in package.entries.items():
        if len(name) == len(path) and _folded(name) == same:
            return entry
    raise Http404


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _alone(version: ServedVersion) -> _Content:
    entry = Entry("", version.size, version.size, 0, STORED, int(version.sha256[:8], 16))
    return _Content(entry, version.media_type, _of_stored(entry))


def _of_stored(entry: Entry) -> Pieces:
    return lambda file, first, last: stored_range(file, entry, first, last)


def _of_packed(entry: Entry) -> Pieces:
    def pieces(file: BufferedReader, first: int, last: int) -> Iterator[bytes]:
        place = 0
        for piece in stream_entry(file, entry):
            part = piece[max(0, first - place) : max(0, last + 1 - place)]
            place += len(piece)
            if part:
                yield part
            if place > last:
                return

    return pieces


def _answer(request: HttpRequest, content: _Content, file: BufferedReader) -> HttpResponseBase:
    entry = content.entry
    headers = {
        "ETag": content.etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={LIFE_SECONDS}",
        "Vary": "Accept-Encoding",
    }
    if not _gives_ranges(entry):
        headers["Accept-Ranges"] = "none"
    if content.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=headers)
    wanted = _range(request, content)
    if wanted is not None and (wanted[0] > wanted[1] or wanted[0] >= entry.size):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{entry.size}"})
    if wanted is None and entry.compression != STORED and _takes_gzip(request):
        headers |= {"Content-Encoding": "gzip", "Content-Length": str(18 + entry.packed_size)}
        pieces = _gzipped(file, entry)
        return _streamed(request, pieces, file, 200, content.media_type, headers)
    first, last = wanted or (0, entry.size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{entry.size}"
    pieces = content.pieces(file, first, last)
    return _streamed(request, pieces, file, 206 if wanted else 200, content.media_type, headers)


def _gives_ranges(entry: Entry) -> bool:
    """A place in a deflated file is reached by unpacking all that stands before it: only a small one is worth it."""
    return entry.compression == STORED or entry.size <= MOST_BYTES_IN_RANGES


def _range(request: HttpRequest, content: _Content) -> tuple[int, int] | None:
    """(first, last) byte of the one range asked for; None: the whole (RFC 9110, section 14)."""
    if not _gives_ranges(content.entry):
        return None
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    condition = request.headers.get("If-Range", "")
    if found is None or found[0] == "bytes=-" or (condition and condition != content.etag):
        return None
    size = content.entry.size
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    return int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)


def _takes_gzip(request: HttpRequest) -> bool:
    """Does the browser say gzip, and not `gzip;q=0`?"""
    told = request.headers.get("Accept-Encoding", "").replace(" ", "").lower().split(",")
    return any(each == "gzip" or (each.startswith("gzip;q=") and each[7:].strip("0.")) for each in told)


def _gzipped(file: BufferedReader, entry: Entry) -> Iterator[bytes]:
    yield _GZIP_HEADER
    yield from packed_pieces(file, entry)
    yield struct.pack("<2I", entry.crc, entry.size & 0xFFFFFFFF)


def _streamed(
    request: HttpRequest,
    pieces: Iterator[bytes],
    file: BufferedReader,
    status: int,
    media_type: str,
    headers: dict[str, str],
) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=media_type, headers=headers)
    leaving = leaving_file(file, pieces)  # ManyReaders is told as every refusal of this host
    return StreamingHttpResponse(leaving, status=status, content_type=media_type, headers=headers)
