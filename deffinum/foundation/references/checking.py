"""Compare each reference file with its entry: present, complete, and the same bytes as when it was noted."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from deffinum.foundation.references.reading import SOURCES_FILE, ReferenceInvalid, load_reference


def file_sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reference_folders(house: Path) -> list[Path]:
    """Every `reference` folder below a folder that holds a CSV file or a `sources.toml`, sorted."""
    return sorted(
        folder
        for folder in house.rglob("reference")
        if folder.is_dir() and ((folder / SOURCES_FILE).exists() or any(folder.glob("*.csv")))
    )


def problems_of(folder: Path) -> list[str]:
    """What is wrong in a `reference` folder, one sentence a problem; empty when all is well."""
    found = []
    names = sorted(path.stem for path in folder.glob("*.csv"))
    for name in names:
        try:
            load_reference(folder.parent, name)
        except ReferenceInvalid as error:
            found.append(str(error))
    for name, entry in _entries(folder).items():
        path, noted = folder / f"{name}.csv", entry.get("sha256", "")
        if path.exists() and noted != file_sha256(path):
            found.append(f"{path.name}: the file changed since its entry was written (check_references --stamp).")
        elif noted and not path.exists():
            found.append(f"{SOURCES_FILE} [{name}]: has a hash but no file.")
    return found


def stamp(folder: Path) -> int:
    """Write the present hash of each file at the end of its entry of `sources.toml`; returns how many changed."""
    path = folder / SOURCES_FILE
    if not path.exists():
        return 0
    text, changed = path.read_text(encoding="utf-8"), 0
    for file in sorted(folder.glob("*.csv")):
        line = f'sha256 = "{file_sha256(file)}"'
        entry = re.search(rf"(?ms)^\[{re.escape(file.stem)}\]\n.*?(?=^\[|\Z)", text)
        if entry is not None and line not in entry[0]:
            kept = [each for each in entry[0].rstrip().splitlines() if not each.startswith("sha256 = ")]
            text = text.replace(entry[0], "\n".join([*kept, line]) + "\n\n")
            changed += 1
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
    return changed


def _entries(folder: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads((folder / SOURCES_FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
