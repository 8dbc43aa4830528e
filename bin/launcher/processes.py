"""Ask about processes that may not be our children, and end them politely."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_PROC = Path("/proc")


def alive(pid: int) -> bool:
    """Whether the process runs; a child that has ended is reaped and counts as ended."""
    if pid <= 0:
        return False
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def command_line(pid: int) -> str:
    """The command of a process with spaces between its words; empty when it has ended."""
    if _PROC.joinpath("self").exists():
        try:
            return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    return _ps("command=", pid)


def started_at(pid: int) -> str:
    """A text that tells two processes with the same number apart; empty when the process has ended."""
    if _PROC.joinpath("self").exists():
        fields = _stat(pid)
        return fields[19] if fields else ""
    return _ps("lstart=", pid)


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder` (Linux; elsewhere an empty list)."""
    found = []
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Look every few hundredths of a second; whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def end(pid: int, steps: list[tuple[signal.Signals, float]], *, group: bool = False) -> None:
    """Send each signal in turn and wait the given seconds, until the process has ended.

    With `group`, the whole process group led by `pid` is signalled.
    """
    send = os.killpg if group else os.kill
    for number, seconds in steps:
        if not alive(pid):
            break
        with contextlib.suppress(ProcessLookupError):
            send(pid, number)
        if wait_until(lambda: not alive(pid), seconds=seconds):
            break
    if group:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock for the block; the system frees it when the holder dies."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _ps(column: str, pid: int) -> str:
    words = ["ps", "-ww", "-o", column, "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the command name (state first)."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    if not _PROC.joinpath("self").exists():
        return ""
    fields = _stat(pid)
    return fields[0] if fields else "Z"
