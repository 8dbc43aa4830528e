"""The map is made from the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import map as house_map


def test_every_room_is_on_the_map_from_the_top_down() -> None:
    text = house_map.the_map()
    places = [text.index(f"\n## {room.name}\n") for room in house_map.rooms_from_the_top()]
    assert places == sorted(places)
    assert "`commands/record_lever_state.py`: Add a state to a lever's history." in text


def test_facts_published_and_heard_are_read_from_the_code(tmp_path: Path) -> None:
    assert house_map.facts_of(house_map.HOUSE / "rooms" / "plan").published == ("LeverStateRecorded",)
    (tmp_path / "reactions.py").write_text("@reacts_to(LeverStateRecorded)\ndef on_state(fact, *, now): ...\n")
    assert house_map.facts_of(tmp_path) == house_map.Facts((), ("LeverStateRecorded",))


def test_check_says_when_the_map_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(house_map, "MAP", tmp_path / "map.md")
    assert house_map.main(["--check"]) == 1
    assert "make map" in capsys.readouterr().out
    assert house_map.main([]) == 0
    assert house_map.main(["--check"]) == 0
