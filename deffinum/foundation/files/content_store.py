"""Contents on disk, one file a hash: written aside, forced to the disk, then renamed into place in one step."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from django.conf import settings
from django.db import connection

READABLE_ONLY = 0o440
"""Contents are never executed and never written again."""


def _folder() -> Path:
    return Path(settings.FILES_FOLDER)


def incoming_folder() -> Path:
    """Where uploads are written before they have a name; on the same disk as the contents."""
    folder = _folder() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_incoming_file() -> Path:
    """A path that nobody else uses, in the incoming folder."""
    return incoming_folder() / f"{uuid.uuid4().hex}.part"


def content_path(sha256: str) -> Path:
    """`<files>/ab/cd/abcd…`: where the content of this hash stands (or would stand)."""
    return _folder() / sha256[:2] / sha256[2:4] / sha256


def content_location(sha256: str) -> str:
    """Where the web server before the platform finds it ('/fichiers-gardes/ab/cd/abcd…'); '' when it does not."""
    location = str(settings.FILES_LOCATION)
    return f"{location}{sha256[:2]}/{sha256[2:4]}/{sha256}" if location else ""


def place_content(incoming: Path, sha256: str) -> None:
    """Give a fully written file its name. A reader sees the whole content or nothing; a copy is replaced by itself."""
    target = content_path(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.chmod(READABLE_ONLY)
    incoming.replace(target)
    for folder in (target.parent, target.parent.parent, _folder()):
        _force_to_disk(folder)


def open_content(sha256: str) -> BufferedReader:
    """The content, for reading; raises FileNotFoundError."""
    return content_path(sha256).open("rb")


def delete_content(sha256: str) -> None:
    """Remove the content from the disk; nothing happens when it is not there."""
    content_path(sha256).unlink(missing_ok=True)


def lock_content(sha256: str) -> None:
    """Hold this hash until the end of the transaction, so that nobody deletes what another is keeping."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files:{sha256}"])


def stored_hashes() -> Iterator[tuple[str, float]]:
    """(hash, seconds since the epoch at which it was written) of each content on disk."""
    for path in _folder().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if len(path.name) == 64:
            yield path.name, path.stat().st_mtime


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
