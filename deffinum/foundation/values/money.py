"""Money in integer cents and rates in basis points: never a float, one documented rounding.

Rounding rule of the platform: each line is rounded half up, and a total is the sum of rounded lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<units>\d+)(?:[.,](?P<cents>\d{1,2}))?")
_SPACES = re.compile(r"[\s\u00a0\u202f']")
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


class InvalidAmount(ValueError):
    """The text is not an amount in euros with at most two decimals."""


@dataclass(frozen=True, order=True)
class Money:
    """An amount in euro cents (may be negative: a reversal)."""

    cents: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.cents, int) or isinstance(self.cents, bool):
            raise TypeError("Money counts whole cents.")

    @classmethod
    def euros(cls, units: int) -> Money:
        """Money of a whole number of euros."""
        return cls(units * 100)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read what a person types: '4 849 695', '12,5', '12.50 €'. Raises InvalidAmount.

        A separator followed by three digits ('1.234') is refused rather than guessed.
        """
        compact = _SPACES.sub("", text).removesuffix("€").removesuffix("EUR")
        match = _AMOUNT.fullmatch(compact)
        if match is None or len(match["units"]) > 15:
            raise InvalidAmount(text)
        cents = int(match["units"]) * 100 + int((match["cents"] or "0").ljust(2, "0"))
        return cls(-cents if match["sign"] else cents)

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0

    @property
    def decimal_text(self) -> str:
        """'4849695.00': for CSV, JSON and machine readers."""
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100}.{abs(self.cents) % 100:02d}"

    def display(self, language: str = "fr") -> str:
        """'4 849 695 €' in French (no-break spaces), '€4,849,695' in English; cents only when there are any."""
        units, cents = divmod(abs(self.cents), 100)
        sign = "-" if self.cents < 0 else ""
        if language.startswith("en"):
            return f"{sign}€{units:,}" + (f".{cents:02d}" if cents else "")
        grouped = f"{units:,}".replace(",", NARROW_SPACE)
        return f"{sign}{grouped}" + (f",{cents:02d}" if cents else "") + f"{NO_BREAK_SPACE}€"

    def __str__(self) -> str:
        return self.display()


def total(amounts: Iterable[Money]) -> Money:
    """The sum of rounded lines."""
    return Money(sum(amount.cents for amount in amounts))


def _half_up(numerator: int, denominator: int) -> int:
    """Nearest whole number, halves away from zero; denominator is positive."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


@dataclass(frozen=True, order=True)
class Rate:
    """A rate in basis points: 7000 is 70 %."""

    basis_points: int

    @classmethod
    def percent(cls, units: int) -> Rate:
        """Rate of a whole number of per cent."""
        return cls(units * 100)

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read '70', '65,34' or '65.34 %'. Raises InvalidAmount."""
        return cls(Money.parse(text.replace("%", "")).cents)

    @classmethod
    def between(cls, part: Money, whole: Money) -> Rate | None:
        """The rate of a part in a whole, rounded half up to the basis point; None when the whole is zero."""
        return cls(_half_up(part.cents * 10_000, whole.cents)) if whole.cents > 0 else None

    def of(self, base: Money) -> Money:
        """This rate of a base, rounded half up to the cent (the rounding of a line)."""
        return Money(_half_up(base.cents * self.basis_points, 10_000))

    def cap_of(self, base: Money) -> Money:
        """This rate of a base, rounded half up TO THE EURO: the aid cap (PRODUCT rule 2).

        Real case: 70 % of 6,928,135 € is 4,849,694.50 €; the cap is 4,849,695 €.
        """
        return Money.euros(_half_up(base.cents * self.basis_points, 1_000_000))

    def display(self, language: str = "fr") -> str:
        """'70 %' or '65,34 %' in French; '70%' or '65.34%' in English."""
        units, rest = divmod(abs(self.basis_points), 100)
        sign = "-" if self.basis_points < 0 else ""
        decimals = f"{rest:02d}".rstrip("0")
        if language.startswith("en"):
            return f"{sign}{units}" + (f".{decimals}" if decimals else "") + "%"
        return f"{sign}{units}" + (f",{decimals}" if decimals else "") + f"{NO_BREAK_SPACE}%"

    def __str__(self) -> str:
        return self.display()
