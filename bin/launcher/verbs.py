"""The words of `bin/deffinum`, each with the line that `help` prints."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable

from launcher import install, quality, serve
from launcher.console import LauncherError, say
from launcher.places import PROJECT
from launcher.postgres import disposable_cluster, find_programs, main_cluster, store_cluster


def database(arguments: list[str]) -> int:
    """Start PostgreSQL alone; with --test, the quick one of the tests."""
    if os.environ.get("DATABASE_URL"):
        say("DATABASE_URL is set: nothing to start.")
        return 0
    try:
        find_programs()
    except LauncherError:
        install.ready_to_run()
    cluster = disposable_cluster() if "--test" in arguments else main_cluster()
    pid = cluster.start()
    say(f"PostgreSQL runs (process {pid}), socket in {cluster.socket_folder()}. `make stop` stops it.")
    return 0


def stop(_arguments: list[str]) -> int:
    """Stop everything that runs for this checkout."""
    serve.stop()
    try:
        clusters = [main_cluster(), disposable_cluster(), store_cluster()]
    except LauncherError:
        clusters = []  # no PostgreSQL installed: none of ours runs
    for cluster in clusters:
        if cluster.folder.exists() and cluster.stop():
            say(f"Stopped PostgreSQL in .run/{cluster.folder.name}.")
    say("Nothing of this checkout runs any more.")
    return 0


def where(arguments: list[str]) -> int:
    """List the files of a feature, floor by floor: make where WORD=submit."""
    return _tool("where", arguments or [_variable("WORD")])


def new_room(arguments: list[str]) -> int:
    """Lay the skeleton of a room: make new-room NAME=places."""
    return _tool("new_room", arguments or [_variable("NAME")])


def _tool(name: str, arguments: list[str]) -> int:
    script = PROJECT / "tools" / f"{name}.py"
    if not script.exists():
        raise LauncherError(f"tools/{name}.py is not there.")
    install.make_environment()
    return quality.run_python([str(script), *arguments])


def _tool_with_packages(name: str) -> Callable[[list[str]], int]:
    def call(arguments: list[str]) -> int:
        install.ready_to_test()
        return _tool(name, arguments)

    return call


def _variable(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise LauncherError(f"Say which: add {name}=… to the command.")
    return value


def _lock(arguments: list[str]) -> int:
    install.recompile_locks(arguments)
    return 0


def _help(_arguments: list[str]) -> int:
    say("What you can do here (make <word>):")
    for word, (line, _) in VERBS.items():
        say(f"  {word:<18}{line}")
    return 0


VERBS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "run": ("Install what is needed, start everything, say which address to open (PORT=8000)", lambda _: serve.run()),
    "test": ("Run every test, or a part: ARGS='tests/foundation -k money'", quality.test),
    "help": ("These lines", _help),
    "dev": ("Like run, with detailed errors and a new start when the code changes", lambda _: serve.run(reload=True)),
    "stop": ("Stop everything that runs for this checkout", stop),
    "lint": ("Check style, types, imports, templates and translations", quality.lint),
    "bench": ("Print the benchmarks' tables, or some: ARGS=pages", quality.bench),
    "check-production": ("Refuse what must not reach real users: defaults, embedded stores", quality.check_production),
    "where": ("List the files of a feature, floor by floor: WORD=submit", where),
    "new-room": ("Lay the skeleton of a room: NAME=places", new_room),
    "conformance": (
        "Run the public suite of xAPI stores on a fresh one: SUITE=<its folder>",
        _tool_with_packages("conformance"),
    ),
    "shot": ("Take screenshots of the main pages", _tool_with_packages("shot")),
    "messages": ("Collect the texts to translate into the English catalogues", _tool_with_packages("messages")),
    "map": ("Write docs/map.md again from the code", _tool_with_packages("map")),
    "database": ("Start PostgreSQL alone (ARGS=--test: the quick one of the tests)", database),
    "lock": ("Pin the packages again (ARGS=--upgrade: newer ones)", _lock),
}


def main(words: list[str]) -> int:
    """Run the verb; an expected failure is a sentence and exit code 1."""
    verb = words[0] if words else "help"
    if verb not in VERBS:
        say(f"There is no {verb!r} here.")
        _help([])
        return 2
    given = shlex.split(os.environ.pop("ARGS", ""))  # taken out: what we start must not take it as its own
    try:
        return VERBS[verb][1](words[1:] or given)
    except LauncherError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
