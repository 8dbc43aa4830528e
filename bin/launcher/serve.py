"""`make run` and `make dev`: from nothing to an address to open, and a clean stop."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launcher import install
from launcher.console import LauncherError, say
from launcher.places import CODE, LOGS, PROJECT, PYTHON, RUN, fingerprint, make_run_folder, migration_files, stamped
from launcher.postgres import Cluster, main_cluster
from launcher.supervisor import Database, Program, Supervisor, clear_remains, read_record

if TYPE_CHECKING:
    from deffinum.config.env import Environment

RECORD = RUN / "launcher.json"
LOCK = RUN / "launcher.lock"
MIGRATED = RUN / "migrated"
SAMPLE_LOADED = RUN / "sample-loaded"
FILES_PREPARED = RUN / "files-prepared"
FIRST_PORT = 8000
PORTS_TRIED = 100
HOST = "127.0.0.1"
_ANSWERS_WITHIN = 120.0
_GIVES_UP_AFTER = 3
"""Times that the web server may die before its first answer."""
_APPLIED = "SELECT count(*) || ':' || coalesce(max(id), 0) FROM django_migrations"
_ASK = """
import os, sys, psycopg
try:
    connection = psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=10)
except psycopg.Error as error:
    sys.exit(str(error).strip())
try:
    print(connection.execute(sys.argv[1]).fetchone()[0])
except psycopg.errors.UndefinedTable:
    pass
"""
"""Asks a server that is not ours; the address, which may hold a password, stays out of the list of processes."""


@dataclass(frozen=True)
class Plan:
    """What this start was asked for."""

    port: int
    workers: int
    sample: bool
    embedded: bool
    """Whether the database is ours (no DATABASE_URL)."""
    reload: bool
    """Whether to follow changes of the code (`make dev`)."""

    @property
    def address(self) -> str:
        """What to open. `localhost` and not a number: passkeys need a name."""
        return f"http://localhost:{self.port}"

    def variables(self) -> dict[str, str]:
        """The environment of our programs: the person's own, and where the site is unless they said so."""
        ours = {"DJANGO_SETTINGS_MODULE": "deffinum.config.settings", "PYTHONUNBUFFERED": "1", "SITE_URL": self.address}
        if self.reload:
            ours["DEBUG"] = "1"
        given = {name: value for name, value in os.environ.items() if value or name not in ours}
        return ours | given


def run(*, reload: bool = False) -> int:
    """Set up, start everything, and watch over it until interrupted."""
    make_run_folder()
    with _only_launcher() as alone:
        if not alone:
            address = read_record(RECORD).get("address") or "starting"
            say(f"Deffinum already runs here: {address}. `make stop` stops it.")
            return 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it stays ignored
            signal.signal(signal.SIGHUP, _interrupt)
        try:
            return _run(reload=reload)
        except KeyboardInterrupt:
            say("Stopped.")
            return 0


def stop() -> int:
    """Stop the launcher that runs here and everything it started, or what a killed one left."""
    make_run_folder()
    with _only_launcher() as alone:
        if alone:
            clear_remains(RECORD)
            return 0
    pid = int(LOCK.read_text().strip() or 0)
    say("Asking the launcher to stop everything…")
    os.kill(pid, signal.SIGTERM)
    with LOCK.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    return 0


def prepare_database(plan: Plan, cluster: Cluster | None) -> None:
    """Migrate, create the cache table, load the sample plan: each only when something changed."""
    where = "" if cluster is not None else hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()
    shape = f"{fingerprint(migration_files())} {where}".strip()
    applied = _applied(cluster)
    if not applied or not stamped(MIGRATED, f"{shape} {applied}"):
        say("Bringing the database up to date…")
        SAMPLE_LOADED.unlink(missing_ok=True)
        _manage(plan, "migrate", "--verbosity=0", "--no-input")
        _manage(plan, "createcachetable", "--verbosity=0")
        MIGRATED.write_text(f"{shape} {_applied(cluster)}\n")
    if not plan.sample or not list(CODE.glob("**/management/commands/load_sample.py")):
        return
    sample = f"{fingerprint(_sample_files())} {datetime.now(UTC).date().isoformat()} {where}".strip()
    if not stamped(SAMPLE_LOADED, sample):
        say("Loading the sample plan…")
        _manage(plan, "load_sample")
        SAMPLE_LOADED.write_text(f"{sample}\n")


def prepare_files(plan: Plan) -> None:
    """Name by content and compress what pages load: only when something changed, and not for `make dev`."""
    shape = f"{fingerprint(_page_files())} {plan.variables().get('THEME', '')}"
    if plan.reload or stamped(FILES_PREPARED, shape):
        return
    say("Preparing the style sheets and scripts…")
    _manage(plan, "collectstatic", "--no-input", "--clear", "--verbosity=0")
    FILES_PREPARED.write_text(f"{shape}\n")


def free_port(wanted: int) -> int:
    """The port asked for, or the next free one (said aloud); raises LauncherError when none is free."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        if port != wanted:
            say(f"Port {wanted} is taken by another program: using {port}.")
        return port
    raise LauncherError(f"No free port from {wanted} on: choose another with `make run PORT=…`.")


def environment() -> Environment:
    """What the platform was told; raises LauncherError with the sentence about a wrong variable."""
    try:
        # imported here: the module reads the variables at once, and a wrong one must become a sentence
        from deffinum.config.env import ENVIRONMENT  # noqa: PLC0415
    except ValueError as error:
        raise LauncherError(str(error)) from error
    return ENVIRONMENT


def _run(*, reload: bool) -> int:
    begun = time.monotonic()
    if clear_remains(RECORD):
        say("Ended what an earlier start had left running.")
    install.ready_to_run()
    plan = _plan(reload=reload)
    supervisor = Supervisor(record=RECORD, address=plan.address)
    try:
        cluster = main_cluster() if plan.embedded else None
        if cluster is not None:
            say("Starting PostgreSQL…")
            supervisor.start(Database(cluster))
        prepare_database(plan, cluster)
        prepare_files(plan)
        say("Starting the web server and the worker…")
        web = _web(plan)
        supervisor.start(web)
        _wait_for_first_answer(plan, supervisor, web)
        supervisor.start(_worker(plan))  # after the first page, which would otherwise wait for the worker's imports
        if not plan.reload:
            say(f"Ready in {time.monotonic() - begun:.0f} s. Logs are in .run/log; Ctrl-C stops everything.")
        say(f"Open {plan.variables()['SITE_URL']}")
        supervisor.watch_for_ever(_Follower(supervisor) if plan.reload else lambda: None)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()
    return 0


def _plan(*, reload: bool) -> Plan:
    told = environment()
    try:
        wanted = int(os.environ.get("PORT") or FIRST_PORT)
    except ValueError:
        raise LauncherError(f"PORT must be a number, not {os.environ['PORT']!r}.") from None
    return Plan(
        port=free_port(wanted),
        workers=1 if reload else told.workers,
        sample=told.sample_mode,
        embedded=not told.database_url,
        reload=reload,
    )


def _web(plan: Plan) -> Program:
    return Program(
        name="the web server",
        command=[
            *(str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(plan.port)),
            *("--workers", str(plan.workers), "--blocking-threads", "64", "--respawn-failed-workers", "--no-ws"),
            # a process that is told to stop while it still starts would not hear it
            *("--workers-kill-timeout", "5"),
            "deffinum.config.wsgi:application",
        ],
        folder=PROJECT,
        variables=plan.variables(),
        log=None if plan.reload else LOGS / "web.log",
    )


def _worker(plan: Plan) -> Program:
    return Program(
        name="the worker",
        command=[str(PYTHON), "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout", "8"],
        folder=PROJECT,
        variables=plan.variables(),
        log=None if plan.reload else LOGS / "worker.log",
        restarts_with_database=True,
    )


def _manage(plan: Plan, *words: str) -> None:
    if subprocess.run([str(PYTHON), "manage.py", *words], cwd=PROJECT, env=plan.variables(), check=False).returncode:
        raise LauncherError(f"`manage.py {' '.join(words)}` failed (the reason is above).")


def _applied(cluster: Cluster | None) -> str:
    """How far the migrations of the database go; empty before the first.

    Raises LauncherError, with the server's own words, when the server of DATABASE_URL does not let us in.
    """
    if cluster is None:
        words = [str(PYTHON), "-c", _ASK, _APPLIED]
        answer = subprocess.run(words, capture_output=True, text=True, check=False)
        if answer.returncode:
            raise LauncherError(f"The PostgreSQL of DATABASE_URL cannot be used: {answer.stderr.strip()}")
        return answer.stdout.strip()
    try:
        return cluster.ask(_APPLIED)
    except LauncherError:
        return ""


def _sample_files() -> Iterator[Path]:
    for path in CODE.rglob("*"):
        if path.suffix in {".py", ".csv", ".toml", ".json"} and "__pycache__" not in path.parts:
            yield path


def _page_files() -> Iterator[Path]:
    yield from (PROJECT / name for name in ("requirements.txt", "package-lock.json") if (PROJECT / name).exists())
    for path in CODE.rglob("*"):
        parts = {"static", "templates"} & set(path.parts)
        if path.is_file() and (parts or path.name in {"dsfr_files.py", "static_files.py", "style_sheets.py"}):
            yield path


def _wait_for_first_answer(plan: Plan, supervisor: Supervisor, web: Program) -> None:
    limit = time.monotonic() + _ANSWERS_WITHIN
    while not _answers(plan):
        supervisor.look()
        fallen = any(watch.part is web and watch.failures >= _GIVES_UP_AFTER for watch in supervisor.watches)
        if fallen or time.monotonic() > limit:
            raise LauncherError(f"The web server does not answer. Its last words:\n{web.last_words()}")
        time.sleep(0.1)


def _answers(plan: Plan) -> bool:
    """Whether it serves: any answer counts, a redirection to https too."""
    connection = http.client.HTTPConnection(HOST, plan.port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(plan.variables()["SITE_URL"]).netloc})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


class _Follower:
    """Starts our programs again when a file of the code changes."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.known = self._snapshot()
        self.next_look = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + 1.0
        seen = self._snapshot()
        if seen != self.known:
            self.known = seen
            say("The code changed: starting again…")
            with contextlib.suppress(LauncherError):
                install.compile_translations()
            self.supervisor.restart()

    def _snapshot(self) -> dict[str, float]:
        followed = {".py", ".html", ".txt", ".typ", ".po", ".csv", ".toml", ".json"}
        found = {}
        for folder, folders, names in os.walk(CODE):
            folders[:] = [name for name in folders if name not in {"__pycache__", "static"}]
            for name in names:
                if Path(name).suffix in followed:
                    with contextlib.suppress(OSError):
                        found[f"{folder}/{name}"] = Path(folder, name).stat().st_mtime
        return found


@contextlib.contextmanager
def _only_launcher() -> Iterator[bool]:
    """Whether no other launcher runs in this checkout; holds the place for the block. Freed even by a kill -9."""
    with LOCK.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield True


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
