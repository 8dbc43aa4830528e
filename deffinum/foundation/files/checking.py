"""Compare the rows with the disk: what is missing, changed, or left over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from deffinum.foundation.files.content_store import incoming_folder, open_content, stored_hashes
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.remove_file import delete_unshared_content

GRACE = timedelta(days=1)
"""Younger left-overs may belong to an upload that is still arriving."""


@dataclass(frozen=True)
class FilesReport:
    """What was compared: hashes without a content, contents that changed, contents nobody owns, cut uploads."""

    checked: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unowned: tuple[str, ...]
    cut_uploads: int


def check_files(*, now: datetime, sweep: bool = False) -> FilesReport:
    """Read every kept content again; with `sweep`, delete left-overs older than a day."""
    kept = set(StoredFile.objects.kept().values_list("sha256", flat=True))
    missing, changed = [], []
    for sha256 in sorted(kept):
        try:
            with open_content(sha256) as content:
                actual = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            missing.append(sha256)
        else:
            if actual != sha256:
                changed.append(sha256)
    limit = (now - GRACE).timestamp()
    unowned = sorted(sha256 for sha256, written in stored_hashes() if sha256 not in kept and written < limit)
    cut = [path for path in incoming_folder().glob("*.part") if path.stat().st_mtime < limit]
    if sweep:
        for sha256 in unowned:
            delete_unshared_content(sha256)
        for path in cut:
            path.unlink(missing_ok=True)
    return FilesReport(len(kept), tuple(missing), tuple(changed), tuple(unowned), len(cut))
