"""`make new-room` lays a skeleton that is right at once."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys

import pytest

from launcher.places import PROJECT


@pytest.fixture(scope="module")
def new_room(tool):
    return tool("new_room")


def test_the_skeleton_has_what_every_room_must_have(new_room, tmp_path):
    assert new_room.main(["learning_paths"], tmp_path) == 0
    room = tmp_path / "deffinum/rooms/learning_paths"
    assert {path.name for path in room.iterdir()} >= {"README.md", "apps.py", "words.py", "public.py", "models"}
    assert 'name = "deffinum.rooms.learning_paths"' in (room / "apps.py").read_text()
    assert "class LearningPathsConfig" in (room / "apps.py").read_text()
    assert (tmp_path / "tests/rooms/learning_paths/test_public.py").exists()
    for path in tmp_path.rglob("*.py"):
        ast.parse(path.read_text())


@pytest.mark.parametrize("words", [["check"], ["format", "--check"]])
def test_the_skeleton_passes_the_linter(new_room, tmp_path, words):
    new_room.main(["places"], tmp_path)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", *words, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", ["", "Places", "places/x", "../up", "2places", "class", "utils", "place-s"])
def test_a_bad_name_is_refused_and_nothing_written(new_room, tmp_path, name, capsys):
    assert new_room.main([name], tmp_path) == 1
    assert capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_room_is_never_written_over(new_room, tmp_path):
    assert new_room.main(["places"], tmp_path) == 0
    (tmp_path / "deffinum/rooms/places/README.md").write_text("mine")
    assert new_room.main(["places"], tmp_path) == 1
    assert (tmp_path / "deffinum/rooms/places/README.md").read_text() == "mine"
