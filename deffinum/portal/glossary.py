"""The platform's words, one plain sentence each (`reference/glossary.csv`)."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from deffinum.foundation.search import folded
from deffinum.foundation.values import Text

GLOSSARY = Path(__file__).resolve().parent / "reference" / "glossary.csv"


@dataclass(frozen=True)
class Word:
    """A word in the two languages and what it means here."""

    anchor: str
    word: Text
    meaning: Text


@functools.cache
def glossary() -> tuple[Word, ...]:
    """Every word, in the order of the French alphabet."""
    with GLOSSARY.open(encoding="utf-8", newline="") as lines:
        words = [
            Word(
                folded(row["fr"]).replace(" ", "-").replace("'", "-"),
                Text(row["fr"], row["en"]),
                Text(row["meaning_fr"], row["meaning_en"]),
            )
            for row in csv.DictReader(lines)
        ]
    return tuple(sorted(words, key=lambda each: folded(each.word.fr)))
