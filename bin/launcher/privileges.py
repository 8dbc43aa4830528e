"""PostgreSQL refuses to run as root: choose who it runs as."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.console import LauncherError

_CAPABILITY = "dac_override"


@dataclass(frozen=True)
class Identity:
    """Who a command runs as: `uid` and `gid` to switch to (None: unchanged) and words to put before the command."""

    owner: int
    """The user that must own the data on disk."""
    switch_to: tuple[int, int] | None = None
    prefix: tuple[str, ...] = ()

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run to the end and return what it printed; never raises on a failure of the command."""
        return subprocess.run(
            [*self.prefix, *command], text=True, capture_output=True, check=False, cwd="/", **self._switch(), **options
        )

    def launch(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start in a session of its own, so that Ctrl-C at the terminal does not reach it."""
        return subprocess.Popen(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self._switch(),
            **options,
        )

    def _switch(self) -> dict[str, Any]:
        if self.switch_to is None:
            return {}
        user, group = self.switch_to
        return {"user": user, "group": group, "extra_groups": []}


def choose(program: Path, folder: Path) -> Identity:
    """Who may run `program` with its data under `folder`: ourselves, or when we are root:

    1. `nobody`, when it can reach both;
    2. root seen as an ordinary user through a user namespace (a checkout in a private folder);
    3. `nobody` with the right to cross private folders (a container without user namespaces).
    Raises LauncherError when none works.
    """
    user = os.geteuid()
    if user != 0:
        return Identity(owner=user)
    nobody = pwd.getpwnam("nobody")
    candidates = [Identity(owner=nobody.pw_uid, switch_to=(nobody.pw_uid, nobody.pw_gid))]
    if shutil.which("unshare"):
        candidates.append(Identity(owner=0, prefix=("unshare", "--user", "--map-user=1000")))
    if shutil.which("setpriv"):
        candidates.append(Identity(owner=nobody.pw_uid, prefix=_crossing(nobody.pw_uid, nobody.pw_gid)))
    for candidate in candidates:
        if _works(candidate, program, folder):
            return candidate
    raise LauncherError(
        "PostgreSQL refuses to run as root, and no other account can reach this folder. "
        "Run the command as an ordinary user, move the checkout to a folder that others may cross, or set DATABASE_URL."
    )


def _works(identity: Identity, program: Path, folder: Path) -> bool:
    try:
        reached = identity.run(["/bin/sh", "-c", '"$0" --version && test -x "$1"', str(program), str(folder)])
    except (OSError, subprocess.SubprocessError):
        return False
    return reached.returncode == 0


def _crossing(user: int, group: int) -> tuple[str, ...]:
    return (
        "setpriv",
        f"--reuid={user}",
        f"--regid={group}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",  # else access(2), by which initdb looks for postgres, ignores the capability
        f"--inh-caps=+{_CAPABILITY}",
        f"--ambient-caps=+{_CAPABILITY}",
    )
