"""A sentence in the two languages of the platform, for texts that are data (calls, rules, levers)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """French first; English falls back to French when it is empty."""

    fr: str
    en: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str] | str) -> Text:
        """From stored JSON: {'fr': …, 'en': …} or a plain French string."""
        return cls(data) if isinstance(data, str) else cls(data.get("fr", ""), data.get("en", ""))

    def stored(self) -> dict[str, str]:
        """The JSON shape."""
        return {"fr": self.fr, "en": self.en}

    def in_language(self, language: str) -> str:
        """The sentence in a language code ('fr', 'en-gb'…)."""
        return self.en if language.startswith("en") and self.en else self.fr

    def __str__(self) -> str:
        return self.in_language(get_language() or "fr")
