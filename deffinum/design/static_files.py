"""Files that pages load: ours, and those that come from installed packages (no third-party file is committed).

- `design/fonts/text.woff2`: Hanken Grotesk (SIL Open Font License), from its npm package. Absent before
  `npm ci`: pages then use the device's own sans-serif.
- `dsfr/…`: the State's design system (only served, and only built, under THEME=etat). See `dsfr_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from deffinum.design.dsfr_files import dsfr_files

FONT_PACKAGE = "@fontsource-variable/hanken-grotesk"
FONT_FILE = "files/hanken-grotesk-latin-wght-normal.woff2"


def packaged_files() -> dict[str, Path]:
    """Address under STATIC_URL → file on disk, for those that are there."""
    files = {"design/fonts/text.woff2": settings.BASE_DIR / "node_modules" / FONT_PACKAGE / FONT_FILE}
    if settings.THEME == "etat":
        files |= dsfr_files()
    return {address: path for address, path in files.items() if path.is_file()}


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

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing can be wrong before the files are asked for."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's place on disk, or nothing."""
        found = packaged_files().get(path.replace("\\", "/"))
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, _OneFile]]:
        """(address, storage) pairs."""
        for address, path in packaged_files().items():
            yield address, _OneFile(address, path)
