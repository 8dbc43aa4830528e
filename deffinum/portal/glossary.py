"""The platform's words, one plain sentence each (`reference/glossary.csv`)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from deffinum.foundation.references.reading import load_reference
from deffinum.foundation.search import folded
from deffinum.foundation.values import Text


@dataclass(frozen=True)
class Word:
    """A word in the two languages and what it means here."""

    word: Text
    meaning: Text

    @property
    def anchor(self) -> str:
        """Identifier of the word in the page."""
        return slugify(self.word.fr)


@functools.cache
def glossary() -> tuple[Word, ...]:
    """Every word, in the order of the French alphabet."""
    words = load_reference(Path(__file__).resolve().parent, "glossary").read(Word)
    return tuple(sorted(words, key=lambda each: folded(each.word.fr)))
