"""What a search answers, which pages may be indexed, and how words are compared: without accents or capitals.

Each room offers `search_<room>(text, *, actor, limit) -> tuple[SearchHit, ...]` at its door; the portal joins them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from deffinum.foundation.values import Text

_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "«": " ", "»": " ", "-": " "})


@dataclass(frozen=True)
class SearchHit:
    """One answer: what it is, its name, a sentence, and the page that shows it (`url_name`, `url_arguments`)."""

    kind: str | Promise
    title: Text | str
    url_name: str
    url_arguments: Mapping[str, str] = field(default_factory=dict)
    summary: Text | str = ""
    anchor: str = ""
    """Identifier of the place in the page, without '#'."""


def folded(text: str) -> str:
    """The text as it is compared: 'Les Tiers-lieux d’Éducation' gives "les tiers lieux d'education"."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return " ".join("".join(each for each in spread if not unicodedata.combining(each)).split())


def found_in(words: str, *texts: Text | str) -> bool:
    """Is every word of the (folded) search somewhere in the texts, in either language?"""
    pile = folded(" ".join(f"{each.fr} {each.en}" if isinstance(each, Text) else each for each in texts))
    return bool(words) and all(word in pile for word in words.split())


@dataclass(frozen=True)
class PublicPage:
    """A page that anyone may read, for the sitemap. A room offers `public_pages_<room>()` at its door."""

    url_name: str
    url_arguments: Mapping[str, str] = field(default_factory=dict)
