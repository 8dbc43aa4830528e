"""Scripts of tools/ as modules, and a place of its own for a cluster."""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from launcher.places import PROJECT
from launcher.postgres import Cluster, find_programs


@pytest.fixture(scope="session")
def tool():
    """`tool("messages")` is the module tools/messages.py."""

    def load(name):
        spec = spec_from_file_location(f"tools_{name}", PROJECT / "tools" / f"{name}.py")
        module = module_from_spec(spec)
        # dataclasses look their module up by name
        import sys

        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def cluster_in(short_folder):
    """`cluster_in(folder)` is a cluster there; stopped after the test, before `short_folder` is removed."""
    made = []

    def make(folder: Path, *, durable: bool = False) -> Cluster:
        folder.mkdir(parents=True, exist_ok=True)
        cluster = Cluster(
            folder=folder / "postgres", programs=find_programs(), log=folder / "postgres.log", durable=durable
        )
        made.append(cluster)
        return cluster

    yield make
    for cluster in made:
        cluster.stop()
        if cluster.socket_folder() != cluster.folder:
            shutil.rmtree(cluster.socket_folder())


@pytest.fixture
def short_folder():
    """A folder with a short path, private to us (pytest's own paths may be too long for a socket)."""
    folder = Path(tempfile.mkdtemp(prefix="d-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)
