"""The viewers' files name each other by addresses that a browser finds."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from deffinum.design.viewer_files import AS_THEY_ARE, WITHOUT_BUNDLER, viewer_files

_FROM = re.compile(r"""^(?:import|export|\})[^;'"]*?from\s*['"]([^'"]+)['"]""", re.MULTILINE)


def packages(folder: Path, version: str) -> None:
    """Loaders as three.js publishes them, in `folder`/node_modules."""
    for path in WITHOUT_BUNDLER.values():
        file = folder / "node_modules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"import {{\n\tA\n}} from 'three';\nimport {{ B }} from '../utils/B.js'; // {version}\n")


def test_copies_name_the_library_beside_them_and_follow_the_package(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    packages(tmp_path, "1")
    loader = viewer_files()["viewers/three/loaders/GLTFLoader.js"]
    assert _FROM.findall(loader.read_text()) == ["../three.module.min.js", "../utils/B.js"]
    packages(tmp_path, "2")
    for path in WITHOUT_BUNDLER.values():
        file = tmp_path / "node_modules" / path
        written = file.stat().st_mtime + 10
        os.utime(file, (written, written))
    assert "// 2" in viewer_files()["viewers/three/loaders/GLTFLoader.js"].read_text()
    assert not list(loader.parent.glob("*.aside"))


def test_without_the_packages_no_file_is_there_and_nothing_is_written(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    assert not any(path.exists() for path in viewer_files().values())
    assert not (tmp_path / ".run").exists()


@pytest.mark.parametrize("address", [*AS_THEY_ARE, *WITHOUT_BUNDLER])
def test_installed_files_import_only_files_that_are_served(address: str) -> None:
    files = viewer_files()
    assert files[address].is_file(), "`npm ci` brings it (make test does it)"
    for named in _FROM.findall(files[address].read_text()):
        found = (Path("/") / address).parent / named
        assert str(found.resolve()).removeprefix("/") in files, named
