"""Keep the database, the web server and the worker running; start again what dies, ever more slowly."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from launcher.console import LauncherError, say, tail
from launcher.postgres import Cluster
from launcher.processes import alive, end, started_at

LONGEST_PAUSE = 30.0
"""Seconds between two attempts, at most."""
SETTLED_AFTER = 60.0
"""Seconds of life after which earlier failures are forgotten."""
_LOOK_EVERY = 0.2
_LARGEST_LOG = 5_000_000
_STOP = [(signal.SIGTERM, 12.0), (signal.SIGKILL, 5.0)]
_STOP_REMAINS = [(signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)]
"""Programs whose launcher and perhaps database were killed have little to finish; jobs are taken up again."""


class Part(Protocol):
    """Something that is started, watched and stopped."""

    name: str

    def start(self) -> None:
        """Start it; raises LauncherError when it cannot."""

    def running(self) -> bool:
        """Whether it runs now."""

    def stop(self) -> None:
        """End it and wait."""


@dataclass
class Database:
    """The embedded PostgreSQL as a part: it may have been started by an earlier launcher."""

    cluster: Cluster
    name: str = "PostgreSQL"
    _pid: int = 0

    def start(self) -> None:
        """Start or adopt the server."""
        self._pid = self.cluster.start()

    def running(self) -> bool:
        """Whether the process that we know runs."""
        return alive(self._pid)

    def stop(self) -> None:
        """End the server and wait."""
        self.cluster.stop()


@dataclass
class Program:
    """One of our programs, in a session of its own so that Ctrl-C at the terminal reaches the launcher alone."""

    name: str
    command: list[str]
    folder: Path
    variables: dict[str, str]
    log: Path | None
    """Where what it prints goes; None: the terminal."""
    restarts_with_database: bool = False
    """Whether it must be started again after the database was (its connection does not come back by itself)."""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it prints goes to its log."""
        if self.log is None:
            self.process = self._launch(None)
            return
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".previous.log"))
        with self.log.open("ab") as output:
            self.process = self._launch(output.fileno())

    def running(self) -> bool:
        """Whether its first process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it and the processes that it started to end; insist after a while."""
        if self.process is not None:
            end(self.process.pid, _STOP, group=True)
            self.process.poll()

    def last_words(self) -> str:
        """The end of its log."""
        return tail(self.log) if self.log else ""

    def _launch(self, output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


@dataclass
class Watch:
    """A part with the memory of its failures."""

    part: Part
    failures: int = 0
    started: float = 0.0
    next_attempt: float = 0.0
    down: bool = True

    def tend(self, now: float) -> bool:
        """Look once; start it if it is down and its pause is over. Returns whether it was started.

        `now` is a monotonic instant in seconds.
        """
        if not self.down:
            if self.part.running():
                return False
            if now - self.started > SETTLED_AFTER:
                self.failures = 0
            self._failed(now, f"{self.part.name} has stopped")
        if now < self.next_attempt:
            return False
        try:
            self.part.stop()  # what a dead first process may have left behind
            self.part.start()
        except LauncherError as error:
            self._failed(now, str(error))
            return False
        self.down = False
        self.started = now
        return True

    def _failed(self, now: float, reason: str) -> None:
        pause = pause_after(self.failures)
        self.failures += 1
        self.down = True
        self.next_attempt = now + pause
        say(f"{reason}: starting it again" + (f" in {pause:.0f} s." if pause else "."))


def pause_after(failures: int) -> float:
    """Seconds to wait before the next attempt: 0, 1, 2, 4… and never more than LONGEST_PAUSE."""
    return 0.0 if failures == 0 else min(LONGEST_PAUSE, 2.0 ** (failures - 1))


@dataclass
class Supervisor:
    """Parts in the order in which they start; they stop in the opposite order."""

    record: Path
    """Who runs, for the next launcher should this one be killed."""
    address: str
    watches: list[Watch] = field(default_factory=list)

    def start(self, part: Part) -> None:
        """Start a part and watch over it from now on."""
        watch = Watch(part)
        self.watches.append(watch)
        part.start()
        watch.down = False
        watch.started = time.monotonic()
        self._write_record()

    def look(self) -> None:
        """Look at every part once."""
        started = [watch.part for watch in self.watches if watch.tend(time.monotonic())]
        if any(isinstance(part, Database) for part in started):
            self.restart(lambda program: program.restarts_with_database)
        if started:
            self._write_record()

    def watch_for_ever(self, also: Callable[[], None] = lambda: None) -> None:
        """Until interrupted; `also` is called at each look."""
        while True:
            self.look()
            also()
            time.sleep(_LOOK_EVERY)

    def restart(self, chosen: Callable[[Program], bool] = lambda _: True) -> None:
        """Stop our programs, or those chosen (never the database): the next look starts them again at once."""
        for watch in self.watches:
            if isinstance(watch.part, Program) and chosen(watch.part):
                watch.part.stop()
                watch.down, watch.failures, watch.next_attempt = True, 0, 0.0

    def stop(self) -> None:
        """Stop every part, last started first."""
        for watch in reversed(self.watches):
            say(f"Stopping {watch.part.name}…")
            watch.part.stop()
        self.record.unlink(missing_ok=True)

    def _write_record(self) -> None:
        programs = [watch.part for watch in self.watches if isinstance(watch.part, Program)]
        pids = [program.process.pid for program in programs if program.process]
        record = {"address": self.address, "programs": [[pid, started_at(pid)] for pid in pids]}
        self.record.write_text(json.dumps(record))


def read_record(path: Path) -> dict[str, object]:
    """What the last launcher wrote; empty when it ended well."""
    try:
        record = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def clear_remains(path: Path) -> int:
    """End the programs left by a launcher that was killed; returns how many there were."""
    record = read_record(path)
    programs = record.get("programs")
    left = 0
    for pid, born in programs if isinstance(programs, list) else []:
        if alive(pid) and started_at(pid) == born:
            end(pid, _STOP_REMAINS, group=True)
            left += 1
    path.unlink(missing_ok=True)
    return left
