"""What the architecture tests read of the tree."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOUSE = PROJECT / "deffinum"
ROOMS_FOLDER = HOUSE / "rooms"
LINES = (("people",), ("plan",), ("calls", "records"), ("selection",), ("grants",), ("commons",))
"""Rooms from the lowest line to the highest (the map of `.importlinter`)."""


def rooms() -> list[Path]:
    """Every room's folder."""
    return sorted(each for each in ROOMS_FOLDER.iterdir() if each.is_dir() and (each / "apps.py").exists())


def line_of(room: str) -> int:
    """Height of a room in the house."""
    return next(height for height, names in enumerate(LINES) if room in names)


def tracked(*patterns: str) -> list[Path]:
    """Files that git follows or would follow."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PROJECT / name for name in dict.fromkeys(listed.stdout.split("\n")) if name and (PROJECT / name).exists()]


def python_files(folder: Path = HOUSE) -> list[Path]:
    """Python files of a folder, migrations left out."""
    return sorted(each for each in folder.rglob("*.py") if "migrations" not in each.parts)


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) for each import of a file, inline ones too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", each.name) for each in node.names)
        elif isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)


def short(path: Path) -> str:
    """The path from the project's folder."""
    return str(path.relative_to(PROJECT))
