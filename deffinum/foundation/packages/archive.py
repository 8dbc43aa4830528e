"""Open a ZIP archive by its directory alone, refusing whatever is not plain: nothing is ever extracted.

Source: APPNOTE 6.3.10 (PKWARE), sections 4.3 and 4.4. Python's zipfile sees no overlapping entries and reads every line
of a directory of any length before its caller can refuse it: so the directory is read here.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from django.utils.translation import gettext as _

from deffinum.foundation.packages.refusal import Cause, PackageRefused, shown

MOST_ENTRIES = 20_000
HIGHEST_RATIO = 1_000
"""Unpacked size over packed size: DEFLATE itself cannot pass 1,032."""
MOST_DEFLATED_BYTES = 512 * 1024**2
"""Unpacked, of one compressed entry: a film is stored as it is."""
MOST_UNPACKED_BYTES = 4 * 1024**3
LONGEST_NAME = 500
"""Bytes."""
_MOST_DIRECTORY_BYTES = 32 * 1024**2

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_LONGEST_COMMENT = 65_535
_ENCRYPTED, _STRONGLY_ENCRYPTED, _DIRECTORY_ENCRYPTED = 0x1, 0x40, 0x2000
_AES = 99
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive. Sizes and offset are in bytes; `offset` is where its own bytes begin."""

    name: str
    size: int
    packed_size: int
    offset: int
    compression: int
    """STORED or DEFLATED."""
    crc: int


@dataclass(frozen=True)
class Package:
    """The directory of an archive that passed every check; folders are left out."""

    entries: Mapping[str, Entry]
    size: int
    """Of the archive."""

    @property
    def unpacked_size(self) -> int:
        """What the files would take together."""
        return sum(each.size for each in self.entries.values())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the directory, as it is written."""

    raw_name: bytes
    name: str
    flags: int
    compression: int
    crc: int
    packed_size: int
    size: int
    mode: int
    header_offset: int


def open_package(file: BinaryIO) -> Package:
    """Read the directory and each local header of a seekable file. Raises PackageRefused with the cause."""
    try:
        size = file.seek(0, 2)
        lines, directory_offset = _directory(file, size)
        _check_sizes(lines, size)
        _check_names(lines)
        entries = _check_places(file, lines, directory_offset)
    except (struct.error, OSError, ValueError, OverflowError):
        raise _damaged() from None
    return Package(MappingProxyType(entries), size)


def _damaged() -> PackageRefused:
    return PackageRefused(
        Cause.DAMAGED, _("Cette archive ZIP est abîmée ou incomplète : refaites-la, puis envoyez-la de nouveau.")
    )


def _directory(file: BinaryIO, size: int) -> tuple[list[_Line], int]:
    """The lines of the directory, and where it begins."""
    count, length, offset, ends_at = _end_of_directory(file, size)
    if count > MOST_ENTRIES:
        raise PackageRefused(
            Cause.TOO_MANY,
            _("Cette archive contient %(count)s entrées ; la limite est de %(most)s.")
            % {"count": count, "most": MOST_ENTRIES},
        )
    if length > _MOST_DIRECTORY_BYTES or offset + length != ends_at or count * _CENTRAL.size > length:
        raise _damaged()
    file.seek(offset)
    directory = file.read(length)
    lines, position = [], 0
    for _number in range(count):
        line, position = _line(directory, position)
        lines.append(line)
    if position != length:
        raise _damaged()
    return lines, offset


def _end_of_directory(file: BinaryIO, size: int) -> tuple[int, int, int, int]:
    """(entries, bytes of the directory, its offset, where it ends): the record at the very end of the file."""
    tail_size = min(size, _END.size + _LONGEST_COMMENT)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    place = _last_end(tail)
    _mark, disk, first_disk, here, count, length, offset, _comment = _END.unpack_from(tail, place)
    ends_at = size - tail_size + place
    if _FULL16 in (disk, first_disk, here, count) or _FULL32 in (length, offset):
        return _end_of_large_directory(file, ends_at)
    if disk or first_disk or here != count:
        raise _damaged()
    return count, length, offset, ends_at


def _last_end(tail: bytes) -> int:
    """Where the record stands whose comment ends with the file."""
    place = len(tail)
    while (place := tail.rfind(b"PK\x05\x06", 0, place)) >= 0:
        if place + _END.size <= len(tail) and place + _END.size + _END.unpack_from(tail, place)[7] == len(tail):
            return place
    raise _damaged()


def _end_of_large_directory(file: BinaryIO, ends_at: int) -> tuple[int, int, int, int]:
    """The same for ZIP64 (4.3.14 and 4.3.15)."""
    file.seek(ends_at - _LOCATOR64.size)
    mark, disk, place, disks = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
    if mark != b"PK\x06\x07" or disk or disks > 1:
        raise _damaged()
    file.seek(place)
    fields = _END64.unpack(file.read(_END64.size))
    mark, length_of_record, _made, _needed, disk, first_disk, here, count, length, offset = fields
    if mark != b"PK\x06\x06" or disk or first_disk or here != count:
        raise _damaged()
    if place + 12 + length_of_record + _LOCATOR64.size != ends_at:
        raise _damaged()
    return count, length, offset, place


def _line(directory: bytes, position: int) -> tuple[_Line, int]:
    fields = _CENTRAL.unpack_from(directory, position)
    mark, _made, _needed, flags, compression, _time, _day, crc, packed, size = fields[:10]
    name_length, extra_length, comment_length, disk, _internal, external, offset = fields[10:]
    if mark != b"PK\x01\x02":
        raise _damaged()
    starts = position + _CENTRAL.size
    raw_name = directory[starts : starts + name_length]
    extra = directory[starts + name_length : starts + name_length + extra_length]
    if len(raw_name) != name_length or len(extra) != extra_length:
        raise _damaged()
    size, packed, offset = _large_values(extra, size, packed, offset)
    if disk not in (0, _FULL16):
        raise _damaged()
    line = _Line(raw_name, _readable(raw_name), flags, compression, crc, packed, size, external >> 16, offset)
    _check_kind(line)
    return line, starts + name_length + extra_length + comment_length


def _large_values(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """What ZIP64 writes in the extra field in place of values that are full (4.5.3), in this order."""
    values = [size, packed, offset]
    wanted = [place for place, value in enumerate(values) if value == _FULL32]
    position = 0
    while wanted and position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        if kind == 1:
            for number, place in enumerate(wanted):
                (values[place],) = struct.unpack_from("<Q", extra, position + 4 + 8 * number)
            break
        position += 4 + length
    return values[0], values[1], values[2]


def _readable(raw_name: bytes) -> str:
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        raise PackageRefused(
            Cause.UNREADABLE_NAME,
            _("Le nom de l’entrée « %(name)s » n’est pas écrit en UTF-8 : renommez ce fichier sans accent.")
            % {"name": shown(raw_name)},
        ) from None


def _check_kind(line: _Line) -> None:
    """Neither a link nor locked, and packed in a way that every reader knows."""
    name = {"name": shown(line.name)}
    kind = stat.S_IFMT(line.mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageRefused(
            Cause.LINK, _("L’entrée « %(name)s » est un lien, et non un fichier : remplacez-la par le fichier.") % name
        )
    if line.flags & (_ENCRYPTED | _STRONGLY_ENCRYPTED | _DIRECTORY_ENCRYPTED) or line.compression == _AES:
        raise PackageRefused(
            Cause.ENCRYPTED,
            _("L’entrée « %(name)s » est protégée par un mot de passe : refaites l’archive sans.") % name,
        )
    if line.compression not in (STORED, DEFLATED):
        raise PackageRefused(
            Cause.COMPRESSION,
            _("L’entrée « %(name)s » est compressée d’une façon qui n’est pas lue partout (méthode %(method)s).")
            % (name | {"method": line.compression}),
        )


def _check_sizes(lines: list[_Line], size: int) -> None:
    total = 0
    for each in lines:
        total += each.size
        if each.size > HIGHEST_RATIO * each.packed_size:
            raise PackageRefused(
                Cause.BOMB,
                _("L’entrée « %(name)s » annonce %(size)s octets pour %(packed)s octets compressés : c’est un piège.")
                % {"name": shown(each.name), "size": each.size, "packed": each.packed_size},
            )
        if each.compression != STORED and each.size > MOST_DEFLATED_BYTES:
            raise PackageRefused(
                Cause.TOO_LARGE,
                _("L’entrée « %(name)s » dépasse %(most)s Mio une fois décompressée : enregistrez-la sans compression.")
                % {"name": shown(each.name), "most": MOST_DEFLATED_BYTES // 1024**2},
            )
        if each.compression == STORED and each.size != each.packed_size:
            raise _damaged()
    if total > MOST_UNPACKED_BYTES:
        raise PackageRefused(
            Cause.TOO_LARGE,
            _("Les fichiers de cette archive pèsent ensemble plus de %(most)s Gio.")
            % {"most": MOST_UNPACKED_BYTES // 1024**3},
        )
    if total > HIGHEST_RATIO * size:
        raise PackageRefused(
            Cause.BOMB, _("Les fichiers de cette archive pèsent plus de mille fois l’archive : c’est un piège.")
        )


def _check_names(lines: list[_Line]) -> None:
    seen: dict[str, str] = {}
    for each in lines:
        _check_name(each)
        same = unicodedata.normalize("NFC", each.name).casefold().rstrip("/")
        if same in seen:
            raise PackageRefused(
                Cause.DUPLICATE,
                _("Les entrées « %(first)s » et « %(second)s » ont le même nom, aux majuscules ou aux accents près.")
                % {"first": shown(seen[same]), "second": shown(each.name)},
            )
        seen[same] = each.name


def _check_name(line: _Line) -> None:
    name, told = line.name, {"name": shown(line.name)}
    parts = name.rstrip("/").split("/")
    if "\\" in name:
        raise PackageRefused(
            Cause.BACKSLASH, _("Le nom de l’entrée « %(name)s » contient une barre oblique inverse.") % told
        )
    if name.startswith("/") or _DRIVE.match(name):
        raise PackageRefused(Cause.ABSOLUTE, _("L’entrée « %(name)s » a un chemin absolu.") % told)
    if ".." in parts:
        raise PackageRefused(Cause.TRAVERSAL, _("L’entrée « %(name)s » sort de l’archive (« .. »).") % told)
    control = any(unicodedata.category(each) in ("Cc", "Cs") for each in name)
    if control or len(line.raw_name) > LONGEST_NAME or "" in parts or "." in parts:
        raise PackageRefused(
            Cause.ODD_NAME,
            _("Le nom de l’entrée « %(name)s » est vide, trop long, ou contient des caractères invisibles.") % told,
        )


def _check_places(file: BinaryIO, lines: list[_Line], directory_offset: int) -> dict[str, Entry]:
    """Each entry has bytes of its own, under the name that the directory gives it; the entries by name."""
    entries: dict[str, Entry] = {}
    free_from = 0
    for each in sorted(lines, key=lambda line: line.header_offset):
        if each.header_offset < free_from:
            raise _overlapping(each)
        file.seek(each.header_offset)
        head = file.read(_LOCAL.size + len(each.raw_name))
        fields = _LOCAL.unpack_from(head)
        mark, flags, compression, name_length, extra_length = fields[0], fields[2], fields[3], fields[9], fields[10]
        agrees = name_length == len(each.raw_name) and head[_LOCAL.size :] == each.raw_name
        if mark != b"PK\x03\x04" or not agrees or compression != each.compression or (flags ^ each.flags) & _ENCRYPTED:
            raise _damaged()
        offset = each.header_offset + _LOCAL.size + name_length + extra_length
        free_from = offset + each.packed_size
        if free_from > directory_offset:
            raise _overlapping(each)
        if not each.name.endswith("/"):
            entries[each.name] = Entry(each.name, each.size, each.packed_size, offset, each.compression, each.crc)
        elif each.size:
            raise _damaged()
    return entries


def _overlapping(line: _Line) -> PackageRefused:
    return PackageRefused(
        Cause.OVERLAP,
        _("L’entrée « %(name)s » occupe la place d’une autre dans l’archive : c’est un piège.")
        % {"name": shown(line.name)},
    )
