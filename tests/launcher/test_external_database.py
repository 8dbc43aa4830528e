"""`make run` on a PostgreSQL that is not ours (DATABASE_URL): from an empty database to the first page, and again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import psycopg
import pytest

from launcher.places import PROJECT, RUN
from launcher.processes import wait_until
from launcher.serve import HOST, free_port

PATIENCE = 240.0
NEEDED = ["bin", "deffinum", "tools", "manage.py", "pyproject.toml", "package.json", "package-lock.json"]


@pytest.fixture
def checkout(short_folder):
    """A copy of the project with a `.run` of its own, beside the packages that are installed here."""
    folder = short_folder / "checkout"
    folder.mkdir()
    for path in [*(PROJECT / name for name in NEEDED), *PROJECT.glob("requirements*.txt")]:
        if path.is_dir():
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(path, folder / path.name)
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to((PROJECT / name).resolve())
    if (RUN / "geo").exists():
        shutil.copytree(RUN / "geo", folder / ".run/geo")
    return folder


class Run:
    """One `make run`; what it says, line by line."""

    def __init__(self, checkout, address, port):
        variables = os.environ | {"DATABASE_URL": address, "PORT": str(port)}
        words = [sys.executable, "bin/deffinum", "run"]
        self.process = subprocess.Popen(
            words, cwd=checkout, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = []
        self.reader = threading.Thread(target=lambda: self.said.extend(self.process.stdout), daemon=True)
        self.reader.start()

    def wait_for(self, beginning):
        found = lambda: any(line.startswith(beginning) for line in list(self.said))  # noqa: E731
        assert wait_until(lambda: found() or self.process.poll() is not None, seconds=PATIENCE), self.said
        assert found(), "".join(self.said)

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.kill()
            self.reader.join(timeout=10)


def test_from_an_empty_database_to_the_first_page_and_again(checkout, cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    cluster.start()
    cluster.ask("CREATE DATABASE external OWNER deffinum", role="postgres", database="postgres")
    address = f"postgresql://deffinum@/external?host={cluster.socket_folder()}"
    port = free_port(8900)

    first = Run(checkout, address, port)
    try:
        first.wait_for("Open ")
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as page:
            assert page.status == 200
            assert "Deffinum" in page.read().decode()
        with psycopg.connect(address, autocommit=True) as external:
            ask = lambda sql: external.execute(sql).fetchone()[0]  # noqa: E731
            assert ask("SELECT count(*) FROM calls_call") > 0, "the sample plan is there"
            assert wait_until(lambda: ask("SELECT count(*) FROM procrastinate_workers") == 1, seconds=PATIENCE)
            assert ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0
        begun = time.monotonic()
    finally:
        code = first.end()
    assert (code, first.said[-1]) == (0, "Stopped.\n")
    assert time.monotonic() - begun < 20
    assert not (checkout / ".run/postgres").exists(), "no database of ours beside it"
    assert cluster.ask("SELECT 1") == "1", "what is not ours is not stopped"
    with socket.socket() as probe:
        assert probe.connect_ex((HOST, port)) != 0

    second = Run(checkout, address, port)
    try:
        second.wait_for("Open ")
    finally:
        second.end()
    assert not any(line.startswith(("Bringing", "Loading", "Preparing")) for line in second.said), second.said


def test_a_server_that_does_not_let_us_in_is_said_with_its_own_words(checkout, short_folder):
    run = Run(checkout, f"postgresql://deffinum:tres-secret@/external?host={short_folder}", free_port(8950))
    run.wait_for("The PostgreSQL of DATABASE_URL cannot be used: ")
    assert run.end() == 1
    said = "".join(run.said)
    assert "No such file or directory" in said
    assert "Traceback" not in said and "tres-secret" not in said
