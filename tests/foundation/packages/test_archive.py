"""Archives that attack are refused by their cause, and nothing is read of them but their directory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from deffinum.foundation.packages.archive import MOST_DEFLATED_BYTES, Package, open_package
from deffinum.foundation.packages.reading import check_contents, read_whole, stored_range, stream_entry
from deffinum.foundation.packages.refusal import Cause, PackageRefused
from tests.factories.packages import archive, raw_archive


def opened(content: bytes) -> Package:
    """The directory of an archive in memory."""
    return open_package(io.BytesIO(content))


def cause_of(content: bytes) -> Cause:
    """Why it is refused."""
    with pytest.raises(PackageRefused) as refusal:
        opened(content)
    assert "Rien n’a été conservé" in str(refusal.value)
    return refusal.value.cause


def test_a_plain_archive_gives_its_files_and_their_places() -> None:
    content = archive({"dossier/": "", "dossier/page.html": "<p>geste" * 50, "é.txt": "accents"})
    package = opened(content)
    assert set(package.entries) == {"dossier/page.html", "é.txt"}
    assert read_whole(io.BytesIO(content), package.entries["é.txt"], most_bytes=100) == b"accents"
    assert package.unpacked_size == 8 * 50 + 7


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        (b"../dehors.html", Cause.TRAVERSAL),
        (b"a/../../dehors.html", Cause.TRAVERSAL),
        (b"a/..", Cause.TRAVERSAL),
        (b"/etc/passwd", Cause.ABSOLUTE),
        (b"C:/windows/a.html", Cause.ABSOLUTE),
        (b"a\\b.html", Cause.BACKSLASH),
        (b"..\\dehors.html", Cause.BACKSLASH),
        (b"caf\xe9.html", Cause.UNREADABLE_NAME),
        (b"a\x00b.html", Cause.ODD_NAME),
        (b"a//b.html", Cause.ODD_NAME),
        (b"./a.html", Cause.ODD_NAME),
        (b"", Cause.ODD_NAME),
        (b"a" * 501, Cause.ODD_NAME),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: bytes, cause: Cause) -> None:
    assert cause_of(raw_archive((b"index.html", b"a"), (name, b"b"))) is cause


@pytest.mark.parametrize("second", [b"page.html", b"PAGE.html", b"Page.HTML"], ids=["the same", "capitals", "mixed"])
def test_a_name_given_twice_is_refused(second: bytes) -> None:
    assert cause_of(raw_archive((b"page.html", b"a"), (second, b"b"))) is Cause.DUPLICATE


def test_the_same_name_written_with_other_accents_is_refused() -> None:
    assert cause_of(raw_archive(("é".encode(), b"a"), ("e\u0301".encode(), b"b"))) is Cause.DUPLICATE


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644], ids=["symlink", "pipe", "device"])
def test_a_link_is_refused(mode: int) -> None:
    assert cause_of(raw_archive((b"lien", b"/etc/passwd"), mode=mode)) is Cause.LINK


def test_an_encrypted_entry_is_refused() -> None:
    assert cause_of(raw_archive((b"a.html", b"a"), flags=1)) is Cause.ENCRYPTED


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 95])
def test_a_compression_that_browsers_do_not_read_is_refused(method: int) -> None:
    assert cause_of(raw_archive((b"a.html", b"a"), method=method)) is Cause.COMPRESSION


def test_a_bomb_is_refused_by_what_it_announces() -> None:
    content = archive({"bombe.txt": b"\0" * 20_000_000})
    assert cause_of(content) is Cause.BOMB


def test_a_total_above_the_limit_is_refused() -> None:
    content = bytearray(archive({f"{number}.txt": b"\0" * 900_000 for number in range(2)}))
    for place in _places(bytes(content), b"PK\x01\x02"):
        struct.pack_into("<2I", content, place + 20, 0xF0000000 // 900, 0xF0000000)
    assert cause_of(bytes(content)) in {Cause.TOO_LARGE, Cause.BOMB}


def test_one_compressed_entry_has_its_own_limit() -> None:
    content = bytearray(archive({"film.mp4": b"\0" * 900_000}))
    (place,) = _places(bytes(content), b"PK\x01\x02")
    struct.pack_into("<2I", content, place + 20, 2**20, MOST_DEFLATED_BYTES + 1)
    assert cause_of(bytes(content)) is Cause.TOO_LARGE


def test_an_entry_that_unpacks_to_more_than_it_says_is_stopped_at_once() -> None:
    """The directory says ten bytes; what comes out is counted, and memory stays small."""
    content = bytearray(archive({"menteur.txt": b"\0" * 50_000_000}))
    (place,) = _places(bytes(content), b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 10)
    package = opened(bytes(content))
    file = io.BytesIO(bytes(content))
    tracemalloc.start()
    with pytest.raises(PackageRefused) as refusal:
        list(stream_entry(file, package.entries["menteur.txt"]))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.cause is Cause.DAMAGED
    assert peak < 2_000_000


def test_entries_that_share_their_bytes_are_refused() -> None:
    content = bytearray(raw_archive((b"a.txt", b"x" * 100), (b"b.txt", b"x" * 100)))
    _first, second = _places(bytes(content), b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)
    assert cause_of(bytes(content)) in {Cause.OVERLAP, Cause.DAMAGED}


def test_entries_that_overlap_in_part_are_refused() -> None:
    inner = raw_archive((b"b.txt", b"y" * 10))[: 30 + 5 + 10]
    content = bytearray(raw_archive((b"a.txt", inner), (b"b.txt", b"y" * 10)))
    _first, second = _places(bytes(content), b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 30 + 5)
    assert cause_of(bytes(content)) is Cause.OVERLAP


def test_a_header_that_names_another_file_is_refused() -> None:
    content = raw_archive((b"bon.html", b"a")).replace(b"bon.html", b"mal.html", 1)
    assert cause_of(content) is Cause.DAMAGED


def test_too_many_entries_are_refused_before_the_directory_is_read() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for number in range(100_000):
            written.writestr(f"{number}", b"")
    begun = time.perf_counter()
    assert cause_of(made.getvalue()) is Cause.TOO_MANY
    assert time.perf_counter() - begun < 0.5


def test_a_directory_that_lies_on_its_length_is_refused() -> None:
    content = bytearray(raw_archive((b"a.txt", b"a"), (b"b.txt", b"b")))
    place = content.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", content, place + 8, 1, 1)
    assert cause_of(bytes(content)) is Cause.DAMAGED


@pytest.mark.parametrize("cut", [4, 30, 200])
def test_a_cut_archive_is_refused(cut: int) -> None:
    assert cause_of(archive({"a.txt": "geste " * 300, "b.txt": "geste"})[:-cut]) is Cause.DAMAGED


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 500])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    assert cause_of(content) is Cause.DAMAGED


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_content_is_found_by_its_checksum(compression: int) -> None:
    content = bytearray(archive({"a.bin": bytes(range(256)) * 20}, compression=compression))
    package = opened(bytes(content))
    content[package.entries["a.bin"].offset + 60] ^= 0xFF
    with pytest.raises(PackageRefused) as refusal:
        check_contents(io.BytesIO(bytes(content)), package)
    assert refusal.value.cause is Cause.DAMAGED
    assert "a.bin" in str(refusal.value)


def test_zip64_is_read() -> None:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written,
        written.open("grand.txt", "w", force_zip64=True) as entry,
    ):
        entry.write(b"geste " * 1000)
    content = made.getvalue()
    (place,) = _places(content, b"PK\x01\x02")
    end = content.rfind(b"PK\x05\x06")
    length, offset = struct.unpack_from("<2I", content, end + 12)
    assert place == offset
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, length, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    full = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    content = content[:end] + large + locator + full
    package = opened(content)
    assert read_whole(io.BytesIO(content), package.entries["grand.txt"], most_bytes=10_000) == b"geste " * 1000


def test_a_comment_that_looks_like_an_end_changes_nothing() -> None:
    content = bytearray(raw_archive((b"a.txt", b"a")))
    comment = b"PK\x05\x06" + b"\0" * 20
    struct.pack_into("<H", content, len(content) - 2, len(comment))
    with pytest.raises(PackageRefused):
        opened(bytes(content) + comment[:-1])


def test_a_range_of_a_stored_entry_is_read_alone() -> None:
    content = archive({"video.mp4": bytes(range(200))}, compression=zipfile.ZIP_STORED)
    entry = opened(content).entries["video.mp4"]
    assert b"".join(stored_range(io.BytesIO(content), entry, 10, 19)) == bytes(range(10, 20))


def _places(content: bytes, mark: bytes) -> list[int]:
    found, place = [], content.find(mark)
    while place >= 0:
        found.append(place)
        place = content.find(mark, place + 1)
    return found
