"""Packages for tests, written small; every course is made up. `sample` gives the real ones when they are there."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.factories.cmi5 import PACKAGES

SCORM_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="exemple.echelle" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="parcours"><organization identifier="parcours"><title>Poser une échelle (exemple)</title>
    {items}
  </organization></organizations>
  <resources>{resources}</resources>
</manifest>"""
SCORM_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="exemple.echelle" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="parcours"><organization identifier="parcours"><title>Poser une échelle (exemple)</title>
    {items}
  </organization></organizations>
  <resources>{resources}</resources>
</manifest>"""
ITEM = '<item identifier="geste" identifierref="fichier"><title>Le geste</title></item>'
TWO_ITEMS = (
    '<item identifier="echelle"><title>L’échelle</title>'
    '<item identifier="geste" identifierref="fichier"><title>La poser</title></item>'
    '<item identifier="bilan" identifierref="fichier"><title>Le bilan</title></item></item>'
)
RESOURCE = '<resource identifier="fichier" type="webcontent" adlcp:scormtype="sco" href="index.html"/>'
PAGE = "<!doctype html><html lang=fr><title>Le geste</title><p>Posez l’échelle sur un sol plan."


def sample(name: str) -> Path:
    """A real package ('scorm12/RuntimeBasicCalls_SCORM12.zip'); the test is skipped when the folder is not there."""
    if PACKAGES is None:
        pytest.skip("the public packages are not in a folder `shared` beside the project")
    return PACKAGES / name


def manifest(*, items: str = ITEM, resources: str = RESOURCE, template: str = SCORM_12) -> str:
    """An imsmanifest.xml with these items and resources."""
    return template.format(items=items, resources=resources)


def archive(files: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these files, in this order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name), text, compression)  # of 1980, so that the same is the same
    return content.getvalue()


def scorm_package(files: dict[str, str | bytes] | None = None, **words: str) -> bytes:
    """A SCORM package of one page; `files` adds others or replaces them."""
    return archive({"imsmanifest.xml": manifest(**words), "index.html": PAGE, **(files or {})})


def raw_archive(*entries: tuple[bytes, bytes], mode: int = 0, flags: int = 0, method: int = 0) -> bytes:
    """A ZIP archive of stored entries, byte by byte, with names and attributes that no tool would write."""
    body, directory = bytearray(), bytearray()
    for name, content in entries:
        crc = zlib.crc32(content)
        shared = struct.pack("<5H3I2H", 20, flags, method, 0, 33, crc, len(content), len(content), len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + shared
        directory += struct.pack("<3H2I", 0, 0, 0, mode << 16, len(body)) + name
        body += b"PK\x03\x04" + shared + name + content
    count = len(entries)
    return bytes(body + directory) + struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0
    )
