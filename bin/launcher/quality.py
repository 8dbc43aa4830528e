"""`make test`, `make lint`, `make bench`, `make check-production`: what is run, with what ready."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import install
from launcher.console import LauncherError, say
from launcher.places import PROJECT, PYTHON
from launcher.postgres import disposable_cluster
from launcher.serve import environment

_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
LINTERS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", _LINT_IMPORTS],
    "djlint": ["-m", "djlint", "--lint", "--quiet", "deffinum"],
    "translations": ["tools/messages.py", "check"],
    "map": ["tools/map.py", "--check"],
}
NEED_A_BROWSER = {"weight"}
"""Benchmarks that open pages in a real browser."""


def test(arguments: list[str]) -> int:
    """Set up, start the tests' PostgreSQL, run pytest in two processes (a file stays in one); returns its exit code."""
    install.ready_to_test()
    install.install_viewers()
    install.install_browser()
    with _disposable_database():
        return run_python(["-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments])


def lint(_arguments: list[str]) -> int:
    """Run every linter, even after one failed, and name those that failed."""
    install.ready_to_test()
    failed = []
    for name, words in LINTERS.items():
        say(f"— {name}")
        if run_python(words):
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else "Everything is in order.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Run every script of bench/, or those named, with the database ready."""
    install.ready_to_test()
    scripts = sorted(path for path in (PROJECT / "bench").glob("*.py") if not path.name.startswith("_"))
    chosen = [path for path in scripts if not arguments or path.stem in arguments]
    if not chosen:
        raise LauncherError(f"No such benchmark. There are: {', '.join(path.stem for path in scripts) or 'none'}.")
    if any(path.stem in NEED_A_BROWSER for path in chosen):
        install.install_viewers()
        install.install_browser()
    with _disposable_database():
        return max(run_python([str(path)]) for path in chosen)


def check_production(_arguments: list[str]) -> int:
    """Our own checks, then Django's; 1 when either refuses."""
    told = environment()
    # imported here: it reads the variables at once, which `environment` has just shown to be right
    from deffinum.config.production import production_problems  # noqa: PLC0415

    install.ready_to_run()
    ours = production_problems(told)
    for sentence in ours:
        say(sentence)
    django = run_python(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    return 1 if ours or django else 0


@contextmanager
def _disposable_database() -> Iterator[None]:
    """The quick PostgreSQL of tests and benchmarks, left as it was found (nothing to start with DATABASE_URL)."""
    cluster = None if os.environ.get("DATABASE_URL") else disposable_cluster()
    if cluster is None or cluster.pid() is not None:
        yield
        return
    say("Starting the tests' PostgreSQL…")
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


def run_python(words: list[str]) -> int:
    """Run Python of the environment from the checkout; returns its exit code."""
    return subprocess.run([str(PYTHON), *words], cwd=PROJECT, check=False).returncode
