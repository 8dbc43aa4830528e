"""Reference files: typed rows, a source for each, and the bytes that were noted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import deffinum
from deffinum.foundation.references.checking import problems_of, reference_folders, stamp
from deffinum.foundation.references.reading import ReferenceInvalid, Source, load_reference, load_sources
from deffinum.foundation.values import Money, PartialDate, Rate, Text

HOUSE = Path(deffinum.__file__).parent
ENTRY = """
[awards]
title = "Lauréats d’exemple"
publisher = "Équipe d’exemple"
address = "https://exemple.invalid/laureats"
said_on = "2022-11"
retrieved_on = 2026-11-21
licence = "Licence Ouverte 2.0"
note = "Montants arrondis"
"""
HEADER = "name,aid_eur,rate_pct,signed_on,months,title_fr,title_en,is_open,said\n"
LINE = "Projet d’exemple,4849695,70,2022-11-07,,Titre,Title,true,2021-10\n"


@dataclass(frozen=True)
class Award:
    """A row of the sample file."""

    name: str
    aid: Money | None
    rate: Rate
    signed_on: date | None
    months: int | None
    title: Text
    is_open: bool
    said: PartialDate


@pytest.fixture
def owner(tmp_path: Path) -> Path:
    """A room's folder with one reference file."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "sources.toml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "reference" / "awards.csv").write_text(HEADER + LINE, encoding="utf-8")
    return tmp_path


def rewrite(owner: Path, name: str, content: str) -> None:
    """Change a file and forget what was read."""
    (owner / "reference" / name).write_text(content, encoding="utf-8")
    load_reference.cache_clear()
    load_sources.cache_clear()


def test_rows_are_typed_and_unknown_cells_stay_unknown(owner: Path) -> None:
    assert load_reference(owner, "awards").read(Award) == (
        Award(
            name="Projet d’exemple",
            aid=Money.euros(4_849_695),
            rate=Rate.percent(70),
            signed_on=date(2022, 11, 7),
            months=None,
            title=Text("Titre", "Title"),
            is_open=True,
            said=PartialDate("2021-10"),
        ),
    )


def test_the_source_is_whole(owner: Path) -> None:
    assert load_reference(owner, "awards").source == Source(
        title="Lauréats d’exemple",
        publisher="Équipe d’exemple",
        address="https://exemple.invalid/laureats",
        said_on=PartialDate("2022-11"),
        retrieved_on=date(2026, 11, 21),
        licence="Licence Ouverte 2.0",
        note="Montants arrondis",
    )


def test_rows_cannot_be_changed(owner: Path) -> None:
    row: Any = load_reference(owner, "awards").rows[0]
    with pytest.raises(TypeError):
        row["name"] = "other"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE.replace("4849695", "beaucoup"), "awards.csv, line 2: InvalidAmount"),
        (LINE.replace("true", "oui"), "neither 'true' nor 'false': 'oui'"),
        (LINE.replace("2022-11-07", "07/11/2022"), "awards.csv, line 2"),
        ("trop,court\n", "awards.csv, line 2: not as many cells as the header has."),
        (LINE.strip() + ",de trop\n", "awards.csv, line 2: not as many cells as the header has."),
    ],
)
def test_a_wrong_cell_is_named(owner: Path, line: str, said: str) -> None:
    rewrite(owner, "awards.csv", HEADER + line)
    with pytest.raises(ReferenceInvalid) as caught:
        load_reference(owner, "awards").read(Award)
    assert said in str(caught.value)


def test_a_column_that_is_not_there_is_named(owner: Path) -> None:
    rewrite(owner, "awards.csv", "name\nProjet\n")
    with pytest.raises(ReferenceInvalid, match="aid_eur"):
        load_reference(owner, "awards").read(Award)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ("", "no entry"),
        (ENTRY.replace("licence", "license"), "license"),
        (ENTRY.replace('publisher = "Équipe d’exemple"\n', ""), "publisher"),
        (ENTRY.replace("2026-11-21", '"hier"'), "retrieved_on"),
        (ENTRY + "[", "sources.toml"),
    ],
)
def test_a_file_without_a_whole_source_is_refused(owner: Path, sources: str, said: str) -> None:
    rewrite(owner, "sources.toml", sources)
    with pytest.raises(ReferenceInvalid, match=said):
        load_reference(owner, "awards")


def test_a_missing_file_is_refused(owner: Path) -> None:
    (owner / "reference" / "awards.csv").unlink()
    with pytest.raises(ReferenceInvalid, match=r"awards\.csv"):
        load_reference(owner, "awards")


def test_stamping_notes_the_hash_and_a_later_change_is_seen(owner: Path) -> None:
    folder = owner / "reference"
    assert "changed since" in problems_of(folder)[0]
    assert (stamp(folder), stamp(folder)) == (1, 0)
    assert problems_of(folder) == []
    rewrite(owner, "awards.csv", HEADER)
    assert problems_of(folder) == [
        "awards.csv: the file changed since its entry was written (check_references --stamp)."
    ]
    assert stamp(folder) == 1
    assert problems_of(folder) == []
    (folder / "awards.csv").unlink()
    assert problems_of(folder) == ["sources.toml [awards]: has a hash but no file."]


def test_stamping_keeps_the_other_entries(owner: Path) -> None:
    second = ENTRY.replace("[awards]", "[calls]")
    rewrite(owner, "sources.toml", f"# Sources.\n{ENTRY}{second}")
    rewrite(owner, "calls.csv", "name\nAppel\n")
    assert stamp(owner / "reference") == 2
    assert problems_of(owner / "reference") == []
    assert (owner / "reference" / "sources.toml").read_text(encoding="utf-8").startswith("# Sources.\n\n[awards]\n")


@pytest.mark.parametrize("folder", reference_folders(HOUSE), ids=lambda folder: folder.parent.name)
def test_each_reference_file_of_the_project_is_as_its_entry_says(folder: Path) -> None:
    assert problems_of(folder) == []


def test_the_command_says_all_is_well_or_what_is_not(owner: Path, settings: Any) -> None:
    output = io.StringIO()
    call_command("check_references", stdout=output)
    assert "every file is as its entry says" in output.getvalue()
    settings.BASE_DIR = owner.parent
    (owner.parent / "deffinum").symlink_to(owner)
    with pytest.raises(CommandError, match=r"awards\.csv: the file changed"):
        call_command("check_references", stdout=io.StringIO())
