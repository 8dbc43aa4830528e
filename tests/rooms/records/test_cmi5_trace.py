"""The trace of the public list of cmi5's requirements names what is there: each test, each case, each function."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
TRACE = Path(__file__).with_name("cmi5_requirements.csv")
ALL = 305
"""Requirements in the public list (docs/operations/cmi5-conformance.md says which)."""
_ID = re.compile(r"[0-9]+(\.[0-9]+){3}-[0-9]+( \(d[0-9]?\))?")
_EVIDENCE = re.compile(r"(?P<file>[a-z0-9_/]+\.py)::(?P<name>[a-z0-9_]+)(\[(?P<case>[^\]]+)\])?")


def lines() -> list[dict[str, str]]:
    with TRACE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def names_and_texts(file: str) -> tuple[frozenset[str], frozenset[str]]:
    """The functions of a file, and every text written in it."""
    tree = ast.walk(ast.parse((PROJECT / file).read_text(encoding="utf-8")))
    functions, texts = set(), set()
    for node in tree:
        if isinstance(node, ast.FunctionDef):
            functions.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return frozenset(functions), frozenset(texts)


def test_every_requirement_stands_once_with_whose_it_is() -> None:
    found = lines()
    assert len({each["requirement"] for each in found}) == len(found) == ALL
    assert all(_ID.fullmatch(each["requirement"]) for each in found)
    assert {each["side"] for each in found} == {"platform", "unit", "course"}
    derived = [each for each in found if "(d" in each["requirement"]]
    assert {each["side"] for each in derived} == {"platform"}, "what is derived from a unit's duty is the platform's"


def test_what_is_the_platforms_is_shown_or_says_why_not() -> None:
    for each in lines():
        if each["side"] != "platform":
            assert each["how"] == each["evidence"] == "", each
        elif each["how"] == "declined":
            assert len(each["note"]) > 40, each
        else:
            assert each["how"] in {"test", "suite", "code"}, each
            assert each["how"] != "code" or each["note"], each
            assert _EVIDENCE.fullmatch(each["evidence"]), each


@pytest.mark.parametrize("evidence", sorted({each["evidence"] for each in lines() if each["evidence"]}))
def test_each_evidence_is_there(evidence: str) -> None:
    told = _EVIDENCE.fullmatch(evidence)
    assert told is not None
    functions, texts = names_and_texts(told["file"])
    assert told["name"] in functions
    if told["case"] and told["case"] not in texts:
        verb, _sign, mode = told["case"].partition(" in ")  # cases that a test makes of a verb and a launch mode
        assert verb in {"passed", "failed", "completed"}
        assert mode in {"Browse", "Review"}
