"""A file is what its content says."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.files import words
from deffinum.foundation.files.recognition import Recognised, recognise

Makers = dict[str, Callable[..., bytes]]


@pytest.fixture
def seen(tmp_path: Path) -> Callable[..., Recognised]:
    """Recognise these bytes."""

    def run(content: bytes, announced: str = "") -> Recognised:
        path = tmp_path / "content"
        path.write_bytes(content)
        return recognise(path, announced=announced)

    return run


@pytest.mark.parametrize(
    "ending",
    [
        "pdf",
        "docx",
        "xlsx",
        "pptx",
        "odt",
        "ods",
        "odp",
        "png",
        "jpg",
        "webp",
        "glb",
        "zip",
        "csv",
        "txt",
        "svg",
    ],
)
def test_each_accepted_kind_is_recognised_as_sound(
    ending: str, real: dict[str, bytes], seen: Callable[..., Recognised]
) -> None:
    expected = words.BY_ENDING[ending].media_type
    assert seen(real[ending], expected) == Recognised(expected)


@pytest.mark.parametrize(("ending", "kept"), [("pdf", 300), ("png", 30), ("jpg", 20), ("webp", 20), ("glb", 30)])
def test_a_file_without_its_end_is_damaged(
    ending: str, kept: int, real: dict[str, bytes], seen: Callable[..., Recognised]
) -> None:
    assert seen(real[ending][:kept]).defect == "damaged"


def test_a_zip_without_its_directory_is_damaged(real: dict[str, bytes], seen: Callable[..., Recognised]) -> None:
    assert seen(real["docx"][:-30]) == Recognised(words.ZIP, defect="damaged")


def test_an_encrypted_pdf_is_flagged(make: Makers, seen: Callable[..., Recognised]) -> None:
    assert seen(make["pdf"]("secret")) == Recognised(words.PDF, is_encrypted=True)


def test_an_encrypted_open_document_is_flagged(make: Makers, seen: Callable[..., Recognised]) -> None:
    manifest = b"<manifest><encryption-data/></manifest>"
    assert seen(make["open_document"]("text", manifest=manifest)) == Recognised(words.ODT, is_encrypted=True)


def test_macros_are_found_wherever_they_hide(make: Makers, seen: Callable[..., Recognised]) -> None:
    hidden = make["office"]("docx", {"word/vbaProject.bin": b"macro"})
    basic = make["open_document"]("spreadsheet", {"Basic/Standard/Module1.xml": b"<module/>"})
    assert seen(make["office"]("docm")).defect == "macros"
    assert seen(hidden) == Recognised(words.DOCX, defect="macros")
    assert seen(basic) == Recognised(words.ODS, defect="macros")


def test_a_content_types_part_with_a_doctype_is_not_read(make: Makers, seen: Callable[..., Recognised]) -> None:
    trick = make["office"]("docx", doctype='<!DOCTYPE Types [<!ENTITY a "b">]>')
    assert seen(trick).media_type == words.ZIP


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/windows/a.txt", "a\\..\\b.txt"])
def test_an_archive_whose_names_climb_out_is_unsafe(name: str, make: Makers, seen: Callable[..., Recognised]) -> None:
    assert seen(make["zipped"]({name: b"x"})).defect == "unsafe"


def test_an_archive_with_a_link_is_unsafe(seen: Callable[..., Recognised]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert seen(buffer.getvalue()).defect == "unsafe"


def test_a_bomb_is_unsafe(make: Makers, seen: Callable[..., Recognised]) -> None:
    assert seen(make["zipped"]({"zeros.txt": b"\0" * 3_000_000})).defect == "unsafe"


def test_entries_that_share_bytes_are_unsafe(make: Makers, seen: Callable[..., Recognised]) -> None:
    content = bytearray(make["zipped"]({"a.txt": b"x" * 50, "b.txt": b"y" * 50}))
    second = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)  # the second entry now points to the first one's bytes
    assert seen(bytes(content)).defect == "unsafe"


def test_an_entry_with_two_names_is_unsafe(make: Makers, seen: Callable[..., Recognised]) -> None:
    content = make["zipped"]({"innocent.txt": b"x"}).replace(b"innocent.txt", b"wicked.html!", 1)
    assert seen(content).defect == "unsafe"


def test_an_archive_with_a_password_is_said_so(make: Makers, seen: Callable[..., Recognised]) -> None:
    content = bytearray(make["zipped"]({"a.txt": b"x"}))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert seen(bytes(content)).defect == "encrypted"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<circle onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a href="java\tscript:alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        "<foreignObject/>",
        "<style>@import 'https://example.org/a.css';</style>",
        '<rect fill="url(https://example.org/a)"/>',
    ],
)
def test_a_drawing_that_acts_is_found(inside: str, seen: Callable[..., Recognised]) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    assert seen(drawing.encode()) == Recognised(words.SVG, defect="active")


def test_a_drawing_that_only_refers_to_itself_is_sound(seen: Callable[..., Recognised]) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><rect fill="url(#shade)"/></svg>'
    assert seen(drawing) == Recognised(words.SVG)


def test_a_drawing_with_entities_is_refused(seen: Callable[..., Recognised]) -> None:
    drawing = b'<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    assert seen(drawing).defect == "active"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><title>a</title>", words.HTML),
        (b"#!/bin/sh\nrm -rf /\n", words.SCRIPT),
        (b"{\\rtf1 bonjour}", words.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, words.OLD_OFFICE),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04" + b"\0" * 500, words.PROGRAM),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 100, "video/mp4"),
        (b"\x00\x01\x02\x03\x99\x98", words.UNKNOWN),
    ],
)
def test_other_contents_are_named(content: bytes, media_type: str, seen: Callable[..., Recognised]) -> None:
    assert seen(content).media_type == media_type


def test_text_in_another_encoding_is_said_so(seen: Callable[..., Recognised]) -> None:
    assert seen("Été;1\n".encode("cp1252"), words.CSV) == Recognised(words.CSV, defect="encoding")
    assert seen("Été;1\n".encode("utf-16"), words.CSV) == Recognised(words.CSV, defect="encoding")
    assert seen("\ufeffÉté;1\n".encode(), words.CSV) == Recognised(words.CSV)


STARTS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"glTF\x02\0\0\0", b"<svg"]


@given(content=st.binary(min_size=1, max_size=400), start=st.sampled_from(STARTS))
def test_no_content_breaks_recognition(tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + content)
    assert recognise(path).media_type
