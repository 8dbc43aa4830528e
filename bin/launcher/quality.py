"""`make test`, `make lint`, `make bench`, `make check-production`: what is run, with what ready."""

from __future__ import annotations

import os
import subprocess

from launcher import install
from launcher.console import LauncherError, say
from launcher.places import PROJECT, PYTHON
from launcher.postgres import disposable_cluster, main_cluster
from launcher.serve import environment

_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
LINTERS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", _LINT_IMPORTS],
    "djlint": ["-m", "djlint", "--check", "--quiet", "deffinum"],
    "translations": ["tools/messages.py", "check"],
}


def test(arguments: list[str]) -> int:
    """Set up, start the tests' PostgreSQL, run pytest in two processes; returns pytest's exit code."""
    install.ready_to_test()
    install.install_viewers()
    install.install_browser()
    if os.environ.get("DATABASE_URL"):
        return run_python(["-m", "pytest", "-n", "2", *arguments])
    cluster = disposable_cluster()
    was_running = cluster.pid() is not None
    if not was_running:
        say("Starting the tests' PostgreSQL…")
        cluster.start()
    try:
        return run_python(["-m", "pytest", "-n", "2", *arguments])
    finally:
        if not was_running:
            cluster.stop()


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
    if not os.environ.get("DATABASE_URL"):
        main_cluster().start()
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


def run_python(words: list[str]) -> int:
    """Run Python of the environment from the checkout; returns its exit code."""
    return subprocess.run([str(PYTHON), *words], cwd=PROJECT, check=False).returncode
