"""Where things are in a checkout, and the fingerprints that tell what has changed since last time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CODE = PROJECT / "deffinum"
RUN = PROJECT / ".run"
LOGS = RUN / "log"
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"


def make_run_folder() -> Path:
    """Create `.run`; others may cross it (PostgreSQL may run as `nobody`) but what it holds keeps its own rights."""
    if not RUN.exists():
        RUN.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            RUN.chmod(0o755)
    LOGS.mkdir(exist_ok=True)
    return RUN


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether the stamp holds this value: the step it stands for needs no second run."""
    return stamp.exists() and stamp.read_text().strip() == value.strip()


def migration_files() -> list[Path]:
    """What decides the shape of the database: our migrations and the pinned packages."""
    return [*CODE.glob("**/migrations/*.py"), CODE / "foundation/audit/append_only.py", PROJECT / "requirements.txt"]
