"""What the documentation says is there: links, commands, words of the screen, variables."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from deffinum.config.env import Environment
from tests.architecture.house import HOUSE, PROJECT, short, tracked

DOCUMENTS = [each for each in tracked("*.md") if "node_modules" not in each.parts]
GUIDES = sorted((PROJECT / "docs/guides").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"(?:`|^)make ([a-z][a-z-]*)", re.MULTILINE)
QUOTED = re.compile(r"«\s*(.+?)\s*»", re.DOTALL)
"""Words between « » in a guide are the screen's own (`\\s` holds no-break spaces too)."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=short)
def test_each_relative_link_resolves(document: Path) -> None:
    text = FENCE.sub("", document.read_text())
    links = [each.partition("#")[0] for each in LINK.findall(text) if "://" not in each and not each.startswith("#")]
    broken = [each for each in links if not (document.parent / each).exists()]
    assert broken == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operations/README.md", "docs/benchmarks.md"])
def test_each_make_target_that_is_named_exists(name: str) -> None:
    declared = re.search(r"^WORDS := (.*)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    named = set(TARGET.findall((PROJECT / name).read_text()))
    assert named
    assert named <= set(declared[1].split())


@pytest.fixture(scope="module")
def screen_words() -> frozenset[str]:
    """Every text of a template, a Python source or reference data that stands alone."""
    found: set[str] = set()
    for path in HOUSE.rglob("*"):
        if path.suffix in {".html", ".py"} and path.is_file():
            text = path.read_text()
            found.update(re.findall(r'"([^"\n]*)"', text))
            found.update(" ".join(each.split()) for each in re.findall(r"[>}]([^<>{}]+)[<{]", text))
    return frozenset(found)


@pytest.mark.parametrize("guide", GUIDES, ids=short)
def test_each_word_of_the_screen_in_a_guide_is_on_a_screen(guide: Path, screen_words: frozenset[str]) -> None:
    quoted = [" ".join(each.split()) for each in QUOTED.findall(FENCE.sub("", guide.read_text()))]
    assert [each for each in quoted if each not in screen_words and each != "…"] == []


def test_a_guide_is_listed_and_there_is_one_a_role() -> None:
    listed = set(LINK.findall((PROJECT / "docs/guides/README.md").read_text()))
    assert {each.name for each in GUIDES} - {"README.md"} <= listed


def test_each_variable_is_explained_to_those_who_run_the_platform() -> None:
    operations = (PROJECT / "docs/operations/README.md").read_text()
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", operations, re.MULTILINE))
    assert rows == {each.name.upper() for each in fields(Environment)}
