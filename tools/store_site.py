"""A running record store on a database of its own, and a key to it: for the conformance suite and the benchmarks."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from uuid import uuid4

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "bin")]

import psycopg  # noqa: E402 - the two folders above come first

from launcher.places import make_run_folder  # noqa: E402
from launcher.postgres import store_cluster  # noqa: E402
from launcher.serve import free_port  # noqa: E402

PATIENCE = 60.0


def post_statements(address: str, key: Mapping[str, str], statements: list[dict[str, Any]]) -> list[str]:
    """Send a batch with a key (`key` and `secret`); the ids. Raises URLError."""
    pair = base64.b64encode(f"{key['key']}:{key['secret']}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - our own loopback address
        f"{address}/statements",
        data=json.dumps(statements).encode(),
        headers={
            "Authorization": f"Basic {pair}",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - same
        ids: list[str] = json.load(answer)
    return ids


@dataclass(frozen=True)
class StoreSite:
    """Where the store answers, with which key, and its database."""

    address: str
    site: str
    """Where its pages answer, by the name that they give themselves: a browser's cookies hang on it."""
    key: str
    secret: str
    store_id: str
    database: str
    """An address for psycopg."""


@contextmanager
def running_store(*, workers: int = 1) -> Iterator[StoreSite]:
    """Start a web server on a fresh database with the sample organisations; stop it and drop the database after."""
    folder = make_run_folder()
    cluster = store_cluster()
    started_here = cluster.pid() is None
    cluster.start()
    name, socket = f"deffinum_store_{uuid4().hex[:12]}", str(cluster.socket_folder())
    with psycopg.connect(dbname="postgres", user="deffinum", host=socket, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
    port = free_port(8700 + os.getpid() % 200)
    variables = {
        **os.environ,
        "DATABASE_URL": f"postgresql://deffinum@/{name}?host={socket}",
        "SITE_URL": f"http://localhost:{port}",
        "FILES_FOLDER": str(folder / "store-files"),
        "MAIL_FOLDER": str(folder / "store-mail"),
        "SAMPLE_MODE": "1",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "deffinum.config.settings",
    }
    server = None
    try:
        for words in (["migrate", "--verbosity=0", "--no-input"], ["createcachetable"], ["load_sample"]):
            _manage(variables, *words)
        opened = json.loads(_manage(variables, "open_record_key", "--sample", "--label", "Essai"))
        log = (folder / f"store-web-{port}.log").open("wb")
        words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        words += ["--workers", str(workers), "--blocking-threads", "64", "--no-ws"]  # as `make run` starts it
        server = subprocess.Popen(
            [sys.executable, *words, "deffinum.config.wsgi:application"],
            cwd=PROJECT,
            env=variables,
            stdout=log,
            stderr=log,
        )
        _wait(f"http://127.0.0.1:{port}/")
        yield StoreSite(
            f"http://127.0.0.1:{port}/xapi",
            variables["SITE_URL"],
            opened["key"],
            opened["secret"],
            opened["store"],
            variables["DATABASE_URL"],
        )
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=20)
        with psycopg.connect(dbname="postgres", user="deffinum", host=socket, autocommit=True) as administrator:
            administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if started_here:
            cluster.stop()


def _manage(variables: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=PROJECT, env=variables, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except (URLError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("The store did not answer in time.")
