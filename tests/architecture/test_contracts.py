"""The five contracts hold, and the doors contract can fail."""

from __future__ import annotations

from configparser import ConfigParser

import pytest
from importlinter.cli import lint_imports

from tests.architecture.house import PROJECT, rooms
from tools.contracts.doors import is_forbidden


def test_every_contract_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(PROJECT)
    # Its own logging set-up would silence every logger of the platform for the tests that come after.
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", lambda _settings: None)
    failed = lint_imports(config_filename=str(PROJECT / ".importlinter"), no_cache=True)
    assert failed == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("importer", "imported", "forbidden"),
    [
        ("deffinum.rooms.selection.commands.x", "deffinum.rooms.calls.public", False),
        ("deffinum.rooms.selection.commands.x", "deffinum.rooms.calls.models.application", True),
        ("deffinum.rooms.selection.commands.x", "deffinum.rooms.calls.policies.consortium", True),
        ("deffinum.rooms.calls.web.x", "deffinum.rooms.calls.models.call", False),
        ("deffinum.portal.home", "deffinum.rooms.calls.queries.open_calls", True),
        ("deffinum.config.urls", "deffinum.rooms.calls.web.urls", False),
        ("deffinum.config.api", "deffinum.rooms.calls.api", False),
        ("deffinum.config.api", "deffinum.rooms.calls.api.applications", True),
        ("deffinum.config.settings", "deffinum.rooms.calls.models", True),
        ("deffinum.portal.home", "deffinum.foundation.values", False),
    ],
)
def test_a_door_is_the_only_way_in(importer: str, imported: str, forbidden: bool) -> None:
    assert is_forbidden(importer, imported) is forbidden


def test_the_floors_are_checked_in_every_room() -> None:
    contract = ConfigParser()
    contract.read(PROJECT / ".importlinter")
    checked = contract["importlinter:contract:floors"]["containers"].split()
    assert sorted(checked) == [f"deffinum.rooms.{room.name}" for room in rooms()]
