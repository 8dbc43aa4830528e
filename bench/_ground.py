"""What every benchmark stands on: Django on a database of its own, a stop-watch that trusts CPU time, and tables.

The database lives on the tests' disposable PostgreSQL (or beside the one of DATABASE_URL), named after everything it
was made from, so that a second run finds it ready. Nothing here ever touches the data of `make run`.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "bin")]

import psycopg  # noqa: E402 - the two folders above come first
from psycopg import conninfo, sql  # noqa: E402

from launcher.places import fingerprint, make_run_folder, migration_files  # noqa: E402
from launcher.postgres import disposable_cluster  # noqa: E402

PREFIX = "deffinum_bench_"
RUNS = 15
"""Measures after the warm-up; the median is kept."""


@dataclass(frozen=True)
class Measure:
    """Medians of one thing that was done several times, in milliseconds."""

    cpu: float
    wall: float


def say(line: str = "") -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measured(action: Callable[[], object], *, runs: int = RUNS, warm_up: int = 2) -> Measure:
    """Medians of CPU time (this process, all threads) and of wall time."""
    for _ in range(warm_up):
        action()
    cpu, wall = [], []
    for _ in range(runs):
        begun = time.process_time(), time.perf_counter()
        action()
        cpu.append((time.process_time() - begun[0]) * 1000)
        wall.append((time.perf_counter() - begun[1]) * 1000)
    return Measure(statistics.median(cpu), statistics.median(wall))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A Markdown table; the first column to the left, the others to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[at]) for row in texts)) for at, head in enumerate(heads)]
    for row in (list(heads), None, *texts):
        if row is None:
            cells = [f" {'-' * width}{':' if at else ' '}" for at, width in enumerate(widths)]
            say(f"|{'|'.join(cells)}|")
        else:
            cells = [cell.rjust(widths[at]) if at else cell.ljust(widths[at]) for at, cell in enumerate(row)]
            say(f"| {' | '.join(cells)} |")


def _text(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def gzipped(content: bytes) -> int:
    """Bytes on the wire when the server compresses (level 6, as Django does)."""
    return len(gzip.compress(content, 6, mtime=0))


def machine() -> str:
    """One line that says what the figures were measured on."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


@contextmanager
def django_on(database: str) -> Iterator[None]:
    """Django set up on a database of the benchmarks' server, without connection pool."""
    os.environ["DATABASE_URL"] = database_address(database)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deffinum.config.settings")
    os.environ["FILES_FOLDER"] = str(make_run_folder() / "bench-files")
    os.environ["MAIL_FOLDER"] = str(make_run_folder() / "bench-mail")
    os.environ["SAMPLE_MODE"], os.environ["DEBUG"] = "1", "0"
    # imported here: the settings read the variables above at once
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    settings.ALLOWED_HOSTS.append("testserver")
    django.setup()
    yield
    connections.close_all()


def filled_database() -> str:
    """The name of a database with the sample plan and the bench's applications; built once for this code."""
    made_from = [*migration_files(), PROJECT / "bench/_applications.py", *(PROJECT / "tests/factories").glob("*.py")]
    name = f"{PREFIX}{hashlib.sha256(fingerprint(made_from).encode()).hexdigest()[:12]}"
    with _administrator() as administrator:
        known = {row[0] for row in administrator.execute("SELECT datname FROM pg_database")}
        if name in known:
            return name
        for stale in sorted(each for each in known if each.startswith(PREFIX)):
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(stale)))
        unfinished = f"{name}_unfinished"
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    say("Building the benchmarks' database (once): sample plan and 1,005 applications…")
    _in_another_process(unfinished)
    with _administrator() as administrator:
        administrator.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


@contextmanager
def copy_of(database: str) -> Iterator[str]:
    """A copy to write in, dropped at the end."""
    name = f"{PREFIX}copy_{os.getpid()}"
    with _administrator() as administrator:
        administrator.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(database))
        )
    try:
        yield name
    finally:
        with _administrator() as administrator:
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _in_another_process(database: str) -> None:
    """Django can be set up once a process, so the filling has its own."""
    import subprocess  # noqa: PLC0415 - only when the database must be built

    subprocess.run([sys.executable, str(PROJECT / "bench" / "_applications.py"), database], cwd=PROJECT, check=True)


def database_address(database: str) -> str:
    """DATABASE_URL of a database of the benchmarks’ server."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        head, _slash, tail = given.rpartition("/")
        return f"{head}/{database}{tail[tail.index('?') :] if '?' in tail else ''}"
    return f"postgresql://deffinum@/{database}?host={disposable_cluster().socket_folder()}"


def _administrator() -> psycopg.Connection[tuple[object, ...]]:
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        make_run_folder()
        disposable_cluster().start()
        return psycopg.connect(
            dbname="postgres", user="deffinum", host=str(disposable_cluster().socket_folder()), autocommit=True
        )
    return psycopg.connect(conninfo.make_conninfo(given, dbname="postgres"), autocommit=True)
