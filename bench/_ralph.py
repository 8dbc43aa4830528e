"""Ralph 5.1.0, the record store of the package index, on its file backend: what ours is measured beside.

Installed in an environment of its own under `.run/`. As released, its file backend accepts the first batch only (it
creates its file and refuses to again), so the default operation is set to append, as its own documentation describes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "bin")]

from launcher.places import make_run_folder  # noqa: E402 - the two folders above come first
from launcher.serve import free_port  # noqa: E402

PACKAGES = ("ralph-malph[backend-fs,lrs,cli]==5.1.0", "requests")  # it uses the second without asking for it
USER, PASSWORD = "essai", "essai"
_APPEND = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend
FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


@contextmanager
def running_ralph() -> Iterator[tuple[str, str, str]]:
    """The address of its xAPI, a user and a password; one process, on an empty folder."""
    home = make_run_folder() / "bench-ralph"
    python = home / "environment/bin/python"
    if not python.exists():
        venv.create(home / "environment", with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    data = home / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    variables = {
        **os.environ,
        "RALPH_APP_DIR": str(data),
        "RALPH_AUTH_FILE": str(data / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(data),
        "RALPH_BACKENDS__DATA__FS__DEFAULT_DIRECTORY_PATH": str(data),
    }
    words = ["auth", "-u", USER, "-p", PASSWORD, "-s", "all", "-M", "mailto:essai@example.com", "-N", "essai", "-w"]
    subprocess.run(
        [str(python.with_name("ralph")), *words], env=variables, check=True, stdout=subprocess.DEVNULL, cwd=data
    )
    port = free_port(8950)
    log = (data / "log").open("wb")
    server = subprocess.Popen([str(python), "-c", _APPEND, str(port)], env=variables, cwd=data, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/xAPI", USER, PASSWORD
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except HTTPError:
            return
        except (URLError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("Ralph did not answer in time.")
