"""Run the public test suite of cmi5's platforms (packages and launches) on a fresh one, and print the totals."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tools.store_site import running_store

OURS = Path(__file__).resolve().parent / "cmi5_suite"
PARTS = ("package", "runtime")
LONGEST = 900
"""Seconds, of each part."""
PATIENCE_MILLISECONDS = 30_000
"""Given to each test: the suite's own five seconds are short for the package of a thousand units on a busy machine."""


def is_cmi5_suite(suite: Path) -> bool:
    """Is it the folder `lts` of adlnet/CATAPULT?"""
    return (suite / "__tests__" / "runtime.js").is_file() and (suite / "lib" / "lms.template.js").is_file()


def run_cmi5(suite: Path, words: list[str]) -> int:
    """Both parts, or the one named in `words`; returns how many tests did not pass."""
    if not (suite / "node_modules").is_dir() or not (suite / "pkg" / "dist").is_dir():
        sys.stdout.write("Install the suite and build its packages first: see docs/operations/cmi5-conformance.md\n")
        return 1
    failed = 0
    with running_store() as store:
        variables = {
            **os.environ,
            "CATAPULT_LMS": str(OURS / "platform.js"),
            "JEST_PUPPETEER_CONFIG": str(OURS / "browser.config.js"),
            "DEFFINUM_SITE": store.site,
            "DEFFINUM_KEY": store.key,
            "DEFFINUM_SECRET": store.secret,
            "DEFFINUM_BROWSER": shutil.which("chromium") or shutil.which("google-chrome") or "",
        }
        for part in [each for each in PARTS if each in words] or PARTS:
            failed += _run_part(suite, part, variables, names="failed" in words)
    return failed


def _run_part(suite: Path, part: str, variables: dict[str, str], *, names: bool) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["node", "node_modules/.bin/jest", f"__tests__/{part}.js", "--json", f"--outputFile={report}"]
        command += ["--reporters=default", f"--testTimeout={PATIENCE_MILLISECONDS}"]
        try:
            done = subprocess.run(
                command, cwd=suite, env=variables, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            sys.stdout.write(f"cmi5 {part}: the suite did not end in {LONGEST} s\n")
            return 1
        found: dict[str, Any] = json.loads(report.read_text()) if report.is_file() else {}
    total, passed = int(found.get("numTotalTests", 0)), int(found.get("numPassedTests", 0))
    sys.stdout.write(f"cmi5 {part}: {passed} / {total} passed in {time.monotonic() - begun:.0f} s\n")
    if names and (passed < total or not total):
        sys.stdout.write(done.stdout[-20_000:] + done.stderr[-60_000:] + "\n")
    sys.stdout.flush()
    return total - passed if total else 1
