"""What each word after `bin/deffinum` does."""

from __future__ import annotations

import os
from collections.abc import Callable

from launcher.console import LauncherError, say
from launcher.postgres import disposable_cluster, main_cluster


def database(arguments: list[str]) -> int:
    """Start only PostgreSQL (with --test: the quick one of the tests)"""
    if os.environ.get("DATABASE_URL"):
        say("DATABASE_URL is set: nothing to start.")
        return 0
    cluster = disposable_cluster() if "--test" in arguments else main_cluster()
    pid = cluster.start()
    say(f"PostgreSQL runs (process {pid}), socket in {cluster.socket_folder()}. `bin/deffinum stop` stops it.")
    return 0


def stop(_arguments: list[str]) -> int:
    """Stop everything that runs in the background"""
    for cluster in (main_cluster(), disposable_cluster()):
        if cluster.stop():
            say(f"PostgreSQL in {cluster.folder.name} is stopped.")
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {"database": database, "stop": stop}


def main(words: list[str]) -> int:
    """Run the verb; an expected failure is one sentence and exit code 1."""
    try:
        return VERBS[words[0]](words[1:])
    except LauncherError as error:
        say(str(error))
        return 1
