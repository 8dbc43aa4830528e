"""Check a ZIP archive entry by entry, without extracting anything.

Python's zipfile sees no overlapping entries and renames entries that climb out of their folder when it
extracts: so every entry is checked here, and nothing is ever extracted to disk.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

MOST_ENTRIES = 20_000
MOST_UNPACKED_BYTES = 4 * 1024**3
HIGHEST_RATIO = 1_000
"""Unpacked size over packed size above which an entry of more than a megabyte is taken for a bomb."""
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class ArchiveReport:
    """What was found: '' when the archive is sound, else a code: 'damaged', 'unsafe' or 'encrypted'."""

    defect: str
    names: tuple[str, ...] = ()


def inspect_archive(stream: BinaryIO) -> ArchiveReport:
    """Read the central directory and each local header; the stream must be seekable.

    'unsafe' covers: a name that climbs out, is absolute or repeated, a link, overlapping entries, two
    names for one entry, too many entries, an unpacked size out of proportion. 'encrypted' means that some
    entry needs a password.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = tuple(each.filename for each in entries)
            if len(entries) > MOST_ENTRIES or _names_are_unsafe(entries) or _is_a_bomb(entries):
                return ArchiveReport("unsafe", names)
            if not _local_headers_agree(stream, entries, archive.start_dir):
                return ArchiveReport("unsafe", names)
            return ArchiveReport("encrypted" if any(each.flag_bits & 1 for each in entries) else "", names)
    except (zipfile.BadZipFile, struct.error, EOFError, OSError, ValueError, NotImplementedError):
        return ArchiveReport("damaged")


def read_entry(stream: BinaryIO, name: str, *, most_bytes: int) -> bytes | None:
    """One entry's content; None when it is absent, unreadable or longer than `most_bytes`."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(name) as entry:
            content = entry.read(most_bytes + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        return None
    return content if len(content) <= most_bytes else None


def _names_are_unsafe(entries: list[zipfile.ZipInfo]) -> bool:
    seen: set[str] = set()
    for each in entries:
        name = each.orig_filename
        folded = name.rstrip("/")
        parts = name.rstrip("/").split("/")
        climbs = name.startswith("/") or "\\" in name or ".." in parts or bool(_DRIVE.match(name))
        if climbs or not folded or "\x00" in name or folded in seen or stat.S_ISLNK(each.external_attr >> 16):
            return True
        seen.add(folded)
    return False


def _is_a_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    if sum(each.file_size for each in entries) > MOST_UNPACKED_BYTES:
        return True
    return any(
        each.file_size > 1024**2 and each.file_size > HIGHEST_RATIO * max(each.compress_size, 1) for each in entries
    )


def _local_headers_agree(stream: BinaryIO, entries: list[zipfile.ZipInfo], end_of_data: int) -> bool:
    """Each entry has its own bytes, under the same name as in the directory."""
    free_from = 0
    for each in sorted(entries, key=lambda entry: entry.header_offset):
        if each.header_offset < free_from:
            return False
        stream.seek(each.header_offset)
        fields = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
        signature, flags, name_length, extra_length = fields[0], fields[2], fields[9], fields[10]
        encoding = "utf-8" if flags & 0x800 else "cp437"
        local_name = stream.read(name_length).decode(encoding, "replace")
        if signature != b"PK\x03\x04" or local_name != each.orig_filename:
            return False
        free_from = each.header_offset + _LOCAL_HEADER.size + name_length + extra_length + each.compress_size
    return free_from <= end_of_data
