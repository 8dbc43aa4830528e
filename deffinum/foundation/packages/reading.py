"""Read an entry of an archive, piece by piece: what comes out is counted and proved, never trusted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.packages.archive import STORED, Entry, Package
from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown

PIECE_BYTES = 128 * 1024


def stream_entry(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The content in pieces of at most PIECE_BYTES. Raises PackageRefused as soon as there is more than the directory
    says, and at the end when there is less or when the checksum is another.
    """
    checksum, size = 0, 0
    for piece in _stored(file, entry) if entry.compression == STORED else _inflated(file, entry):
        size += len(piece)
        if size > entry.size:
            raise _refused(entry)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != entry.size or checksum != entry.crc:
        raise _refused(entry)


def packed_pieces(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The bytes of a deflated entry as they stand in the archive (a raw DEFLATE stream), unread."""
    return _stored(file, entry)


def stored_range(file: BinaryIO, entry: Entry, first: int, last: int) -> Iterator[bytes]:
    """Bytes `first` to `last` (both included) of a stored entry, without reading the others."""
    file.seek(entry.offset + first)
    left = last - first + 1
    while left > 0 and (piece := file.read(min(left, PIECE_BYTES))):
        left -= len(piece)
        yield piece


def read_whole(file: BinaryIO, entry: Entry, *, most_bytes: int) -> bytes:
    """The whole content. Raises PackageRefused when it is longer than `most_bytes`, or damaged."""
    if entry.size > most_bytes:
        raise PackageRefused(
            Cause.MANIFEST,
            _("Le fichier « %(name)s » dépasse %(most)s Mio.")
            % {"name": shown(entry.name), "most": most_bytes // 1024**2},
        )
    return b"".join(stream_entry(file, entry))


def check_contents(file: BinaryIO, package: Package) -> None:
    """Read every entry once to its end. Raises PackageRefused for the first that is damaged."""
    for entry in package.entries.values():
        for _piece in stream_entry(file, entry):
            pass


def _stored(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    return stored_range(file, entry, 0, entry.packed_size - 1)


def _inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _stored(file, entry):
            rest = packed
            while rest:
                if piece := inflater.decompress(rest, PIECE_BYTES):
                    yield piece
                rest = inflater.unconsumed_tail
        while piece := inflater.decompress(b"", PIECE_BYTES):
            yield piece
    except zlib.error:
        raise _refused(entry) from None
    if not inflater.eof or inflater.unused_data:
        raise _refused(entry)


def _refused(entry: Entry) -> PackageRefused:
    return PackageRefused(
        Cause.DAMAGED,
        _("Le fichier « %(name)s » de l’archive est abîmé : refaites l’archive, puis envoyez-la de nouveau.")
        % {"name": shown(entry.name)},
    )
