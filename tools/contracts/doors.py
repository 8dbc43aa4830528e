"""Contract 4, the doors: a room is entered only through its `public` module.

An import-linter contract type of our own. `deffinum.config` alone may also mount `web.urls` and `api`.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck
from importlinter.application import output

ROOMS = "deffinum.rooms."
MOUNTED_BY_CONFIG = ("web.urls", "api")


def room_of(module: str) -> str | None:
    """'calls' for 'deffinum.rooms.calls.web.urls'; None outside the rooms."""
    return module.removeprefix(ROOMS).split(".")[0] if module.startswith(ROOMS) else None


def is_forbidden(importer: str, imported: str) -> bool:
    """True when this import enters a room by something else than its door."""
    room = room_of(imported)
    if room is None or room_of(importer) == room:
        return False
    inside = imported.removeprefix(f"{ROOMS}{room}").lstrip(".")
    if importer.startswith("deffinum.config") and inside in MOUNTED_BY_CONFIG:
        return False
    return inside != "public"


class DoorsContract(Contract):
    """Lists every import that enters a room beside its door."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - signature of the library
        """Look at each direct import between modules."""
        del verbose
        forbidden = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if importer.startswith("deffinum")
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if is_forbidden(importer, imported)
        ]
        return ContractCheck(kept=not forbidden, metadata={"forbidden": forbidden})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which import, and by which door to enter instead."""
        for importer, imported in check.metadata["forbidden"]:
            output.print_error(f"{importer} imports {imported}: enter by deffinum.rooms.{room_of(imported)}.public.")
