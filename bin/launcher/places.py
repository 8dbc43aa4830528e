"""Where things are in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
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
