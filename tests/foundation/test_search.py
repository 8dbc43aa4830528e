"""Words are compared without accents, capitals or typographic marks."""

from __future__ import annotations

import pytest

from deffinum.foundation.search import folded, found_in
from deffinum.foundation.values import Text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Électriques", "electriques"),
        ("Les Tiers-lieux d’Éducation", "les tiers lieux d'education"),
        ("ŒUVRE", "oeuvre"),
        ("  deux   mots ", "deux mots"),
        ("", ""),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_every_word_must_be_there_in_either_language() -> None:
    title = Text("Les communs numériques", "Digital commons")
    assert found_in(folded("NUMERIQUE commun"), title)
    assert found_in(folded("digital"), title)
    assert not found_in(folded("numérique tiers-lieu"), title)
    assert not found_in("", title)
