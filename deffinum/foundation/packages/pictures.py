"""The size of a picture, and whether it says that it covers the whole sphere: from its head alone."""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

_FRAME_MARKS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that begin a frame, and hold its size (ITU T.81, B.2.2)."""
_EQUIRECTANGULAR = re.compile(rb"ProjectionType\s*(?:=\s*[\"']|>)\s*equirectangular")
_MOST_SEGMENTS = 500


def picture_size(file: BinaryIO) -> tuple[int, int] | None:
    """(width, height) in pixels of a JPEG, PNG or WebP file; None when it is none of them, or is cut."""
    file.seek(0)
    head = file.read(32)
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", head, 16)
            return int(width), int(height)
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg_size(file)
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _webp_size(head)
    except struct.error:
        pass
    return None


def says_equirectangular(head: bytes) -> bool:
    """Does the XMP of Google's Photo Sphere stand in the first bytes of the picture?"""
    return _EQUIRECTANGULAR.search(head) is not None


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    for _segment in range(_MOST_SEGMENTS):
        mark = file.read(2)
        while mark == b"\xff\xff":
            mark = mark[1:] + file.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        (length,) = struct.unpack(">H", file.read(2))
        if mark[1] in _FRAME_MARKS:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            return int(width), int(height)
        file.seek(length - 2, 1)
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return int(width & 0x3FFF), int(height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    return None
