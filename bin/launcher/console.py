"""Talk to the person at the terminal, one plain line at a time."""

from __future__ import annotations

import sys
from pathlib import Path


class LauncherError(Exception):
    """Something a person must know or do; the message is a sentence they can act upon."""


def say(text: str) -> None:
    """Print one line at once, even when the output is a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tail(path: Path, *, lines: int = 15) -> str:
    """The last lines of a log, for an error message; empty when there is no log."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 20_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
