"""List the files of a feature, floor by floor, then where the word is defined: tools/where.py submit_application."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[1]

FLOORS = [
    "models",
    "words",
    "events",
    "lifecycle",
    "policies",
    "queries",
    "commands",
    "jobs",
    "reactions",
    "web",
    "api",
    "public",
    "admin",
    "templates",
    "static",
    "reference",
    "management",
    "tests",
    "docs",
]
"""In the order in which one reads a feature; what fits none comes last, as « elsewhere »."""
_NOT_SEARCHED = {"migrations", "locale"}
_DEFINITION = r"^\s*(?:async\s+)?(?:def|class)\s+(\w*{word}\w*)|^([A-Z_]*{word}[A-Z_]*)\s*(?::[^=]+)?="


def floor_of(path: PurePosixPath) -> str:
    """The floor (or shelf of tests, docs) of a file given by its path in the project."""
    if path.parts[0] in {"tests", "docs"}:
        return path.parts[0]
    names = {*path.parts[:-1], path.stem}
    return next((floor for floor in FLOORS if floor in names), "elsewhere")


def files_of(word: str, paths: list[str]) -> dict[str, list[str]]:
    """The files whose name contains the word (whatever the case, `-` like `_`), by floor in reading order."""
    sought = _plain(word)
    found: dict[str, list[str]] = {}
    for text in sorted(paths):
        path = PurePosixPath(text)
        if sought in _plain(path.name.split(".")[0]) and not _NOT_SEARCHED & set(path.parts):
            found.setdefault(floor_of(path), []).append(text)
    return {floor: found[floor] for floor in [*FLOORS, "elsewhere"] if floor in found}


def definitions_of(word: str, sources: dict[str, str]) -> list[str]:
    """`path:line  name` of each function, class or constant whose name contains the word."""
    pattern = re.compile(_DEFINITION.format(word=re.escape(_plain(word))), re.IGNORECASE)
    camel = re.compile(_DEFINITION.format(word=re.escape(_plain(word).replace("_", ""))), re.IGNORECASE)
    found = []
    for path, source in sorted(sources.items()):
        for number, line in enumerate(source.splitlines(), start=1):
            match = pattern.match(line) or camel.match(line)
            if match:
                found.append(f"{path}:{number}  {match[1] or match[2]}")
    return found


def main(words: list[str]) -> int:
    """The command line; 1 when nothing is found."""
    if len(words) != 1:
        sys.stdout.write("Say one word: make where WORD=submit\n")
        return 2
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    existing = [path for path in tracked if (PROJECT / path).is_file()]
    by_floor = files_of(words[0], existing)
    for floor, paths in by_floor.items():
        sys.stdout.write(f"{floor}\n" + "".join(f"  {path}\n" for path in paths))
    sources = {path: (PROJECT / path).read_text() for path in existing if path.endswith(".py")}
    definitions = definitions_of(words[0], sources)
    if definitions:
        sys.stdout.write("defined in\n" + "".join(f"  {line}\n" for line in definitions))
    if not by_floor and not definitions:
        sys.stdout.write(f"Nothing is called {words[0]!r} here.\n")
        return 1
    return 0


def _plain(text: str) -> str:
    return text.lower().replace("-", "_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
