"""Run a public conformance suite on a fresh platform, and print the totals.

    make conformance SUITE=<folder of adlnet/lrs-conformance-test-suite, after npm install>  [ARGS="1.0.3 failed"]
    make conformance SUITE=<folder lts of adlnet/CATAPULT, its packages built>               [ARGS="runtime failed"]

The first proves the store of xAPI statements, in both versions; the second the platform that launches cmi5 courses
(docs/operations/cmi5-conformance.md). `ARGS`: a version or a part (package, runtime) to run that one only; `failed` to
print what failed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.conformance_cmi5 import is_cmi5_suite, run_cmi5
from tools.store_site import StoreSite, running_store

VERSIONS = ("1.0.3", "2.0.0")
LONGEST = 1500
"""Seconds: several tests of the suite have no limit of their own."""


def main(words: list[str]) -> int:
    """0 when every test of every version passed."""
    suite = Path(os.environ.get("SUITE", "")).resolve()
    if is_cmi5_suite(suite):
        return 1 if run_cmi5(suite, words) else 0
    if not (suite / "bin" / "console_runner.js").is_file() or not (suite / "node_modules").is_dir():
        sys.stdout.write(f"{__doc__}\n")
        return 2
    failed = 0
    for version in [each for each in VERSIONS if each in words] or VERSIONS:
        with running_store() as store:
            failed += run(suite, version, store, names="failed" in words)
    return 1 if failed else 0


def run(suite: Path, version: str, store: StoreSite, *, names: bool) -> int:
    """One version; returns how many tests did not pass."""
    begun = time.monotonic()
    command = ["node", "bin/console_runner.js", "-e", store.address, "-a", "-u", store.key, "-p", store.secret]
    with tempfile.TemporaryFile("w+") as output:
        try:
            subprocess.run(
                [*command, "-x", version], cwd=suite, stdout=output, stderr=output, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            sys.stdout.write(f"{version}: the suite did not end in {LONGEST} s\n")
        output.seek(0)
        text = re.sub(r"\x1b\[[0-9;]*m", "", output.read())
    totals = re.findall(r'\{"total":\d+,"passed":\d+,"failed":\d+[^}]*\}', text)
    found = json.loads(totals[-1]) if totals else {"total": 1, "passed": 0, "failed": 1}
    seconds = time.monotonic() - begun
    sys.stdout.write(f"xAPI {version}: {found['passed']} / {found['total']} passed in {seconds:.0f} s\n")
    if names and found["passed"] < found["total"]:
        sys.stdout.write(text[-200_000:])
    sys.stdout.flush()
    return int(found["total"] - found["passed"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
