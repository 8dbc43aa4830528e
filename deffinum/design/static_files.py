"""Files that pages load: ours, and those that come from installed packages (no third-party file is committed).

- `design/fonts/text.woff2`: Hanken Grotesk (SIL Open Font License), from its npm package. Absent before `npm ci`: pages
  then use the device's own sans-serif.
- `viewers/…`: what draws documents and three dimensions. See `viewer_files.py`.
- `dsfr/…`: the State's design system (only served, and only built, under THEME=etat). See `dsfr_files.py`.

`manage.py collectstatic` prepares them all under STATIC_ROOT: named by their content (kept for ever by browsers) and
compressed once. When they were never prepared, or have changed since, pages load the plain files instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder, get_finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from deffinum.design.dsfr_files import dsfr_files
from deffinum.design.viewer_files import viewer_files

FONT_PACKAGE = "@fontsource-variable/hanken-grotesk"
FONT_FILE = "files/hanken-grotesk-latin-wght-normal.woff2"


def packaged_files() -> dict[str, Path]:
    """Address under STATIC_URL → file on disk, for those that are there."""
    font = settings.BASE_DIR / "node_modules" / FONT_PACKAGE / FONT_FILE
    files = {"design/fonts/text.woff2": font, **viewer_files()}
    if settings.THEME == "etat":
        files |= dsfr_files()
    return {address: path for address, path in files.items() if path.is_file()}


class AppFilesFinder(AppDirectoriesFinder):
    """Files of the installed apps, without those that no page of ours loads."""

    left_out = ("*.map", "ninja/*", "htmax-*", "htmx-4*", "htmx-2.js")

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """(name, storage) pairs."""
        yield from super().list([*(ignore_patterns or ()), *self.left_out])


class _OneFile(FileSystemStorage):
    """A storage that knows one file under another name (what `collectstatic` and WhiteNoise ask of a finder)."""

    prefix = ""

    def __init__(self, address: str, path: Path) -> None:
        super().__init__(location=path.parent)
        self.address, self.file = address, path

    def path(self, name: str) -> str:
        """The file on disk, whatever its own name."""
        return str(self.file)


class PackagedFilesFinder(BaseFinder):
    """Finds `packaged_files()`."""

    def check(self, **_kwargs: Any) -> list[Any]:
        """Nothing can be wrong before the files are asked for."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own
        """The file's place on disk, or nothing."""
        found = packaged_files().get(path.replace("\\", "/"))
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else []  # Django takes None for a match

    def list(self, _ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, _OneFile]]:
        """(address, storage) pairs."""
        for address, path in packaged_files().items():
            yield address, _OneFile(address, path)


def sources_fingerprint() -> str:
    """Changes when a file that pages load is added, removed or written again (names, sizes, instants of writing)."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            known = Path(storage.path(name)).stat()
            lines.append(f"{name} {known.st_size} {known.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


class PreparedFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Addresses of prepared files; plain ones when the preparation is missing or older than the files."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def load_manifest(self) -> tuple[dict[str, str], str]:
        """The names by content, or nothing when the files have changed since they were prepared."""
        text = self.read_manifest()
        known = json.loads(text) if text else {}
        if not known or known.get("sources") != sources_fingerprint():
            return {}, ""
        names: tuple[dict[str, str], str] = super().load_manifest()
        return names

    def save_manifest(self) -> None:
        """Write beside the names which files they were made from."""
        super().save_manifest()
        known = json.loads(self.read_manifest() or "{}") | {"sources": sources_fingerprint()}
        self.manifest_storage.delete(self.manifest_name)
        self.manifest_storage.save(self.manifest_name, ContentFile(json.dumps(known).encode()))

    def stored_name(self, name: str) -> str:
        """The prepared name, or the name itself."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """A sheet may name a file that is not installed (the font before `npm ci`): its name is left as it is."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
