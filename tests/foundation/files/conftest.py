"""Small real files, made here, of each kind that the platform accepts or refuses."""

from __future__ import annotations

import io
import struct
import uuid
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from deffinum.foundation.files.keep_upload import store_upload
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.policies import Actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OOXML = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    "docx": f"{OOXML}.wordprocessingml.document.main+xml",
    "xlsx": f"{OOXML}.spreadsheetml.sheet.main+xml",
    "pptx": f"{OOXML}.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
ODF = "application/vnd.oasis.opendocument"


def zipped(entries: dict[str, bytes]) -> bytes:
    """A ZIP archive of these entries, in this order; 'mimetype' is stored, not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return buffer.getvalue()


def office(kind: str, more: dict[str, bytes] | None = None, doctype: str = "") -> bytes:
    """The skeleton of an Office document."""
    types = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{MAIN_PARTS[kind]}"/></Types>'
    )
    return zipped({"[Content_Types].xml": types.encode(), "main.xml": b"<main/>"} | (more or {}))


def open_document(kind: str, more: dict[str, bytes] | None = None, manifest: bytes = b"<manifest/>") -> bytes:
    """The skeleton of an OpenDocument file."""
    entries = {"mimetype": f"{ODF}.{kind}".encode(), "content.xml": b"<content/>", "META-INF/manifest.xml": manifest}
    return zipped(entries | (more or {}))


def pdf(password: str = "") -> bytes:
    """A one-page PDF."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def glb() -> bytes:
    """An empty glTF scene."""
    scene = b'{"asset":{"version":"2.0"}} '
    return b"glTF" + struct.pack("<II", 2, 20 + len(scene)) + struct.pack("<I4s", len(scene), b"JSON") + scene


def webp() -> bytes:
    """The frame of a WebP picture."""
    body = b"WEBPVP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    """Each test has its own disk."""
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def real() -> dict[str, bytes]:
    """Sound files by the ending of their name."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 40 + b"\xff\xd9"
    return {
        "pdf": pdf(),
        "docx": office("docx"),
        "xlsx": office("xlsx"),
        "pptx": office("pptx"),
        "odt": open_document("text"),
        "ods": open_document("spreadsheet"),
        "odp": open_document("presentation"),
        "png": png(),
        "jpg": jpeg,
        "webp": webp(),
        "glb": glb(),
        "zip": zipped({"lisez-moi.txt": b"bonjour"}),
        "csv": "poste;montant\nFormation à distance;1000\n".encode(),
        "txt": "Été 2021\n".encode(),
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><circle r="3"/></svg>',
    }


@pytest.fixture
def make() -> dict[str, Callable[..., bytes]]:
    """The makers, for the files that must be refused."""
    return {"office": office, "open_document": open_document, "pdf": pdf, "zipped": zipped}


@pytest.fixture
def actor() -> Actor:
    """Someone signed in."""
    return Actor(account_id=uuid.uuid4(), name="Personne d’exemple", kind="person")


@pytest.fixture
def store(actor: Actor) -> Callable[..., StoredFile]:
    """`store(content, "budget.pdf", …)` with sensible other arguments."""

    def run(content: bytes | Any, name: str, **others: Any) -> StoredFile:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        arguments: dict[str, Any] = {
            "purpose": "budget",
            "allowed": frozenset({"application/pdf"}),
            "max_bytes": 1_000_000,
            "owner_kind": "calls.application",
            "owner_id": uuid.uuid4(),
            "by": actor,
            "now": NOW,
        }
        return store_upload(stream, declared_name=name, **(arguments | others))

    return run
