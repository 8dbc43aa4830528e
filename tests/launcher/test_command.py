"""The command itself: needs nothing installed, and says what it does."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys

import pytest

from launcher import install, serve
from launcher.console import LauncherError, tail
from launcher.places import PROJECT, stamped
from launcher.verbs import VERBS, main

LAUNCHER_FILES = [PROJECT / "bin/deffinum", *sorted((PROJECT / "bin/launcher").glob("*.py"))]


def modules_imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", LAUNCHER_FILES, ids=lambda path: path.name)
def test_it_needs_the_standard_library_only(path):
    ours = {"launcher", "deffinum"}
    assert {name.partition(".")[0] for name in modules_imported(path)} <= set(sys.stdlib_module_names) | ours


@pytest.mark.parametrize("name", ["env", "production"])
def test_what_it_reads_of_the_platform_needs_the_standard_library_only(name):
    imported = set(modules_imported(PROJECT / f"deffinum/config/{name}.py"))
    assert {each.partition(".")[0] for each in imported} <= set(sys.stdlib_module_names) | {"deffinum"}


def test_help_has_a_line_for_each_target_of_the_makefile():
    targets = re.search(r"^WORDS := (.*)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert set(targets) == set(VERBS)
    words = [sys.executable, str(PROJECT / "bin/deffinum")]
    answer = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert all(re.search(rf"^  {word}\s+\S", answer, re.MULTILINE) for word in targets)


def test_an_unknown_word_is_refused_with_the_list(capsys):
    assert main(["fly"]) == 2
    assert "no 'fly' here" in capsys.readouterr().out


def test_a_missing_word_is_asked_for(capsys, monkeypatch):
    monkeypatch.delenv("WORD", raising=False)
    assert main(["where"]) == 1
    assert "WORD=" in capsys.readouterr().out


def test_an_old_python_is_told_in_a_sentence():
    """The check comes before any import that an old Python could not read."""
    source = (PROJECT / "bin/deffinum").read_text()
    assert source.index("version_info") < source.index("from launcher")
    ast.parse(source, feature_version=(3, 7))


def test_a_taken_port_is_said_and_the_next_used(capsys):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        found = serve.free_port(number)
    assert found > number
    assert f"Port {number} is taken" in capsys.readouterr().out


def test_no_free_port_is_said():
    with pytest.raises(LauncherError, match="PORT="):
        serve.free_port(65536)


def plan(**changes):
    return serve.Plan(**{"port": 8123, "workers": 1, "sample": True, "embedded": True, "reload": False} | changes)


def test_the_site_address_follows_the_port_unless_it_was_said(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert plan().variables()["SITE_URL"] == "http://localhost:8123"
    monkeypatch.setenv("SITE_URL", "")
    assert plan().variables()["SITE_URL"] == "http://localhost:8123"
    monkeypatch.setenv("SITE_URL", "https://plan.example")
    assert plan().variables()["SITE_URL"] == "https://plan.example"


def test_only_dev_shows_detailed_errors(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert "DEBUG" not in plan().variables()
    assert plan(reload=True).variables()["DEBUG"] == "1"


def test_a_wrong_variable_stops_the_start_with_its_sentence():
    words = [sys.executable, str(PROJECT / "bin/deffinum"), "check-production"]
    answer = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | {"THEME": "fluo"})
    assert answer.returncode == 1
    assert answer.stdout == "THEME must be 'neutre' or 'etat', not 'fluo'.\n"
    assert answer.stderr == ""


def test_pips_index_is_passed_on_to_uv_unless_uv_has_its_own():
    assert install.uv_environment({"PIP_INDEX_URL": "https://mirror.example/simple"}) == {
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }
    both = {"PIP_INDEX_URL": "https://a.example", "UV_DEFAULT_INDEX": "https://b.example"}
    assert install.uv_environment(both) == both
    assert install.uv_environment({"HOME": "/x"}) == {"HOME": "/x"}


def test_pinned_files_hold_hashes_and_no_address_to_fetch_from():
    for path in PROJECT.glob("requirements*.txt"):
        assert "://" not in path.read_text(), path.name
        assert "--hash=sha256:" in path.read_text()
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"] for name, package in packages.items() if name)


def test_a_stamp_holds_until_the_value_changes(tmp_path):
    stamp = tmp_path / "stamp"
    assert not stamped(stamp, "a ")
    stamp.write_text("a \n")
    assert stamped(stamp, "a ")
    assert not stamped(stamp, "b ")


def test_the_end_of_a_log_is_short_and_an_absent_one_is_silent(tmp_path):
    log = tmp_path / "x.log"
    assert tail(log) == ""
    log.write_text("".join(f"line {number}\n" for number in range(10_000)))
    assert tail(log, lines=2) == "line 9998\nline 9999"


@pytest.fixture
def geography(monkeypatch, tmp_path):
    """Where the stamp goes, and what was asked of Python."""
    asked = []

    def run(words, **_options):
        asked.append(words[1:])
        return subprocess.CompletedProcess(words, 0 if len(asked) != 3 else 1, "", "Traceback\nOSError: no room left")

    monkeypatch.setattr(install, "GEOGRAPHY_BUILT", tmp_path / "geo" / ".built")
    monkeypatch.setattr(install.subprocess, "run", run)
    return asked


def test_the_geography_is_built_again_only_when_the_pinned_packages_change(geography, monkeypatch, capsys):
    for pinned in ("a", "a", "b", "c", "c"):
        monkeypatch.setattr(install, "fingerprint", lambda _paths, pinned=pinned: pinned)
        install.build_geography()
    first, second, *rest = geography
    assert first == ["manage.py", "build_geography", "--if-missing"]
    assert second == ["manage.py", "build_geography"]
    assert rest == [second, second], "a failure is tried again, a success is not"
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 5
    assert "no room left" in said[3]


def test_a_lock_of_npm_loses_its_addresses_and_nothing_else(tmp_path):
    lock = tmp_path / "package-lock.json"
    package = {"version": "1.0.0", "integrity": "sha512-x", "license": "MIT"}
    added = {"funding": {"url": "https://money.example"}, "resolved": "https://registry.example/a.tgz"}
    lock.write_text(json.dumps({"name": "x", "packages": {"": {}, "node_modules/a": package | added}}))
    install.strip_addresses(lock)
    assert json.loads(lock.read_text()) == {"name": "x", "packages": {"": {}, "node_modules/a": package}}
