"""Where are the files of a version? The directory of its archive, read once by each web process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from io import BufferedReader
from uuid import UUID

from deffinum.foundation.files.content_store import open_content
from deffinum.foundation.packages.archive import Package, open_package
from deffinum.foundation.packages.words import ARCHIVES, PackageFormat
from deffinum.rooms.commons.models import ResourceVersion

MOST_ENTRIES_KEPT = 60_000
"""Entries of all the directories kept in memory: some 15 megabytes."""
MOST_VERSIONS_KEPT = 2_000


@dataclass(frozen=True)
class ServedVersion:
    """What a content host needs of its version; it never changes."""

    id: UUID
    sha256: str
    size: int
    media_type: str
    format: PackageFormat

    @property
    def is_archive(self) -> bool:
        """Are its files those of an archive, or is it one file?"""
        return self.format in ARCHIVES


class _Kept:
    """Directories and versions, the latest used last; what was not used for longest is dropped."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.packages: OrderedDict[str, Package] = OrderedDict()
        self.versions: OrderedDict[str, ServedVersion] = OrderedDict()

    def package(self, sha256: str) -> Package | None:
        with self.lock:
            if (found := self.packages.get(sha256)) is not None:
                self.packages.move_to_end(sha256)
            return found

    def keep_package(self, sha256: str, package: Package) -> None:
        with self.lock:
            self.packages[sha256] = package
            while len(self.packages) > 1 and sum(len(p.entries) for p in self.packages.values()) > MOST_ENTRIES_KEPT:
                self.packages.popitem(last=False)

    def keep_version(self, content_host: str, version: ServedVersion) -> None:
        with self.lock:
            self.versions[content_host] = version
            while len(self.versions) > MOST_VERSIONS_KEPT:
                self.versions.popitem(last=False)


_kept = _Kept()


def served_version(content_host: str) -> ServedVersion | None:
    """The version of a content host; None when there is none."""
    if (known := _kept.versions.get(content_host)) is not None:
        return known
    row = ResourceVersion.objects.select_related("file").filter(content_host=content_host).first()
    if row is None:
        return None
    version = ServedVersion(row.pk, row.sha256, row.file.size, row.file.media_type, PackageFormat(row.format))
    _kept.keep_version(content_host, version)
    return version


def opened_file(version: ServedVersion) -> BufferedReader:
    """Its file, for reading; the caller closes it. Raises FileNotFoundError when it was withdrawn."""
    return open_content(version.sha256)


def package_of(version: ServedVersion, file: BufferedReader) -> Package:
    """The directory of its archive. Raises PackageRefused when the file on the disk is no longer what was checked."""
    if (known := _kept.package(version.sha256)) is not None:
        return known
    package = open_package(file)
    _kept.keep_package(version.sha256, package)
    return package
