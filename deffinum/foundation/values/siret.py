"""SIREN and SIRET numbers with their key (INSEE: Luhn's algorithm, and La Poste's exception)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LA_POSTE = "356000000"
"""SIREN of La Poste: its establishments' digits add up to a multiple of 5 instead of passing Luhn."""

_SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-]")


class InvalidSiren(ValueError):
    """Not nine digits, or the key is wrong."""


class InvalidSiret(ValueError):
    """Not fourteen digits, or the key is wrong."""


def _passes_luhn(digits: str) -> bool:
    weights = (1, 2)
    figures = (int(digit) * weights[rank % 2] for rank, digit in enumerate(reversed(digits)))
    return sum(figure - 9 if figure > 9 else figure for figure in figures) % 10 == 0


@dataclass(frozen=True)
class Siren:
    """A legal unit's number: nine digits whose Luhn sum is a multiple of ten."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Siren:
        """Read '123 456 782'. Raises InvalidSiren."""
        digits = _SEPARATORS.sub("", text)
        if not re.fullmatch(r"[0-9]{9}", digits) or not _passes_luhn(digits):
            raise InvalidSiren(text)
        return cls(digits)

    def __str__(self) -> str:
        return " ".join((self.digits[:3], self.digits[3:6], self.digits[6:]))


@dataclass(frozen=True)
class Siret:
    """An establishment's number: the SIREN and five digits."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Siret:
        """Read '123 456 782 00010'. Raises InvalidSiret."""
        digits = _SEPARATORS.sub("", text)
        if not re.fullmatch(r"[0-9]{14}", digits):
            raise InvalidSiret(text)
        la_poste = digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0
        if not (_passes_luhn(digits) or la_poste) or not _passes_luhn(digits[:9]):
            raise InvalidSiret(text)
        return cls(digits)

    @property
    def siren(self) -> Siren:
        """The legal unit that this establishment belongs to."""
        return Siren(self.digits[:9])

    def __str__(self) -> str:
        return f"{self.siren} {self.digits[9:]}"
