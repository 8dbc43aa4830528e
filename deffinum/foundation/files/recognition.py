"""Say what a file is from its content alone; its name is never believed."""

from __future__ import annotations

import io
import mmap
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree as ET

import puremagic

from deffinum.foundation.files import words
from deffinum.foundation.files.archives import inspect_archive, read_entry

HEAD_BYTES = 8192
MOST_XML_BYTES = 4 * 1024 * 1024
_SMALLEST_CONFIDENCE = 0.35
_OFFICE_MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": words.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": words.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": words.PPTX,
    "application/vnd.ms-word.document.macroEnabled.main+xml": words.DOCX,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": words.XLSX,
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": words.XLSX,
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": words.PPTX,
}
_PDF_ENCRYPTION = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_GLTF_ASSET = re.compile(r'"asset"\s*:\s*\{[^{}]*"version"\s*:\s*"2\.')
_ACTIVE_SVG_ELEMENTS = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio", "video"}
_ACTIVE_STYLE = re.compile(r"@import|expression\s*\(|javascript:|url\s*\(\s*['\"]?\s*(?!#|data:image/)", re.IGNORECASE)


@dataclass(frozen=True)
class Recognised:
    """What the content is. `defect` is '' or why it cannot be kept:

    'damaged' (cut or broken), 'macros', 'active' (an SVG that carries a script or calls outside),
    'unsafe' (a dishonest archive), 'encrypted' (an archive with a password), 'encoding' (text, not UTF-8).
    """

    media_type: str
    is_encrypted: bool = False
    """The document opens only with a password (PDF, OpenDocument): kept, but flagged."""
    defect: str = ""


def recognise(path: Path, *, announced: str = "") -> Recognised:
    """Read the file at `path` (not empty); `announced` (a media type) only tells CSV from plain
    text, and what a broken archive was meant to be.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
            return _pdf(stream)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _archive(stream, announced)
        return _picture_or_object(stream, head) or _old_office(head) or _text(stream, head, announced) or _other(head)


def _pdf(stream: BinaryIO) -> Recognised:
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        complete = content.rfind(b"%%EOF") >= 0 and content.rfind(b"startxref") >= 0
        encrypted = _PDF_ENCRYPTION.search(content) is not None
    return Recognised(words.PDF, is_encrypted=encrypted, defect="" if complete else "damaged")


def _archive(stream: BinaryIO, announced: str) -> Recognised:
    report = inspect_archive(stream)
    if report.defect == "damaged":
        return Recognised(announced if announced in words.ZIP_BASED else words.ZIP, defect="damaged")
    names = set(report.names)
    media_type, macros, encrypted = words.ZIP, False, False
    if "[Content_Types].xml" in names:
        media_type, macros = _office(stream)
    elif "mimetype" in names:
        media_type = _open_document(stream)
        manifest = read_entry(stream, "META-INF/manifest.xml", most_bytes=MOST_XML_BYTES) or b""
        encrypted = media_type != words.ZIP and b"encryption-data" in manifest
        macros = media_type != words.ZIP and any(
            name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names
        )
    if media_type != words.ZIP:
        macros = macros or any(name.rsplit("/", 1)[-1].lower().startswith("vbaproject") for name in names)
    return Recognised(media_type, is_encrypted=encrypted, defect=report.defect or ("macros" if macros else ""))


def _office(stream: BinaryIO) -> tuple[str, bool]:
    """The Office format declared by [Content_Types].xml, and whether it declares macros."""
    content = read_entry(stream, "[Content_Types].xml", most_bytes=MOST_XML_BYTES)
    root = _parsed(content) if content is not None else None
    if root is None:
        return words.ZIP, False
    declared = {each.get("ContentType", "") for each in root.iter()}
    found = [media_type for part, media_type in _OFFICE_MAIN_PARTS.items() if part in declared]
    macros = any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in declared)
    return (found[0], macros) if found else (words.ZIP, False)


def _open_document(stream: BinaryIO) -> str:
    content = read_entry(stream, "mimetype", most_bytes=200) or b""
    declared = content.decode("ascii", "replace").strip()
    return declared if declared in {words.ODT, words.ODS, words.ODP} else words.ZIP


def _picture_or_object(stream: BinaryIO, head: bytes) -> Recognised | None:
    size = stream.seek(0, io.SEEK_END)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Recognised(words.PNG, defect="" if _tail(stream, 4096).rfind(b"IEND") >= 0 else "damaged")
    if head.startswith(b"\xff\xd8\xff"):
        return Recognised(words.JPEG, defect="" if _tail(stream, size).rfind(b"\xff\xd9") >= 0 else "damaged")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Recognised(words.WEBP, defect=_shorter_than(size, head, at=4, more=8))
    if head.startswith(b"glTF\x02\x00\x00\x00"):
        return Recognised(words.GLB, defect=_shorter_than(size, head, at=8, more=0))
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return Recognised(words.WEBM)
    return None


def _tail(stream: BinaryIO, size: int) -> bytes:
    length = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, length - size))
    return stream.read(size)


def _shorter_than(size: int, head: bytes, *, at: int, more: int) -> str:
    """'damaged' when the file is shorter than the length written in its head."""
    if len(head) < at + 4:
        return "damaged"
    (written,) = struct.unpack_from("<I", head, at)
    return "damaged" if size < written + more else ""


def _old_office(head: bytes) -> Recognised | None:
    return Recognised(words.OLD_OFFICE) if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") else None


def _text(stream: BinaryIO, head: bytes, announced: str) -> Recognised | None:
    """Text in UTF-8 (CSV, SVG, HTML, script or plain); None when the content is not text at all."""
    if _has_control_characters(head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")):
        return None
    text_like = words.CSV if announced == words.CSV else words.TEXT
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Recognised(text_like, defect="encoding")
    stream.seek(0)
    whole = stream.read()
    if _has_control_characters(whole):
        return None
    try:
        text = whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Bytes of an old single-byte encoding: only believed when the name announces text.
        return Recognised(text_like, defect="encoding") if announced in {words.CSV, words.TEXT} else None
    return _kind_of_text(text, text_like)


def _has_control_characters(content: bytes) -> bool:
    return re.search(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]", content) is not None


def _kind_of_text(text: str, text_like: str) -> Recognised:
    start = text[:HEAD_BYTES].lstrip().lower()
    if start.startswith("{\\rtf"):
        return Recognised(words.RTF)
    if start.startswith("{") and _GLTF_ASSET.search(text):
        return Recognised(words.GLTF)
    if start.startswith(("#!", "<?php")):
        return Recognised(words.SCRIPT)
    if start.startswith("<") and "<svg" in start:
        return Recognised(words.SVG, defect=_svg_defect(text))
    if start.startswith(("<!doctype html", "<html", "<script", "<head", "<body")) or "<html" in start:
        return Recognised(words.HTML)
    return Recognised(text_like)


def _parsed(content: bytes | str) -> ET.Element | None:
    """The root element of UTF-8 XML without a DOCTYPE or an entity; None otherwise."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return None
    try:
        return ET.fromstring(text)  # noqa: S314 - UTF-8 without DOCTYPE or entity, checked above
    except ET.ParseError:
        return None


def _svg_defect(text: str) -> str:
    root = _parsed(text)
    if root is None:
        return "active" if "<!" in text else "damaged"
    for element in root.iter():
        if element.tag.rsplit("}", 1)[-1].lower() in _ACTIVE_SVG_ELEMENTS:
            return "active"
        if element.tag.endswith("style") and _ACTIVE_STYLE.search(element.text or ""):
            return "active"
        if any(_is_active(name, value) for name, value in element.attrib.items()):
            return "active"
    return ""


def _is_active(name: str, value: str) -> bool:
    local = name.rsplit("}", 1)[-1].lower()
    compact = re.sub(r"\s", "", value).lower()
    if local.startswith("on") or "javascript:" in compact:
        return True
    if local in {"href", "src"}:
        return not compact.startswith(("#", "data:image/png", "data:image/jpeg", "data:image/webp"))
    return _ACTIVE_STYLE.search(value) is not None


def _other(head: bytes) -> Recognised:
    """What puremagic knows of the rest; the best guess with a media type, else 'application/octet-stream'."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        guesses = []
    named = [each.mime_type for each in guesses if each.mime_type and each.confidence >= _SMALLEST_CONFIDENCE]
    return Recognised(named[0] if named else words.UNKNOWN)
