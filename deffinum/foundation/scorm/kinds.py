"""The types of values in SCORM's data models: what each takes, and the words that a refusal uses.

Sources: SCORM 1.2 Run-Time Environment, section 3.4.2; SCORM 2004 (3rd and 4th edition) Run-Time Environment, 4.1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.scorm.times import read_interval, read_moment, read_timespan

_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,18})?", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,10}", re.ASCII)
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Characters that PostgreSQL or a page would not keep, and that no text needs."""
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,2})?", re.ASCII)
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,8}|[ix])(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_SAID_IN = re.compile(r"\{lang=([^}]*)\}", re.ASCII)


@dataclass(frozen=True)
class Kind:
    """A type of value. `takes`: is the text one? `words`: what follows « il faut » in a refusal."""

    takes: Callable[[str], bool]
    words: Callable[[], str]


def text(most: int) -> Kind:
    """A characterstring or CMIString of at most `most` characters."""
    return Kind(lambda value: is_text(value, most), lambda: _text_words(most))


def localized(most: int) -> Kind:
    """A localized_string_type: a text of at most `most` characters after an optional {lang=…}."""
    return Kind(lambda value: is_localized(value, most), lambda: _text_words(most))


def identifier(most: int) -> Kind:
    """A CMIIdentifier or long_identifier_type: never empty. Spaces and accents are taken: real content writes some."""
    return Kind(
        lambda value: len(value) <= most and bool(value.strip()) and value.isprintable(),
        lambda: _("un identifiant de 1 à %(most)s caractères") % {"most": most},
    )


def one_of(*values: str) -> Kind:
    """A vocabulary: these words and no other, the case counting."""
    return Kind(
        values.__contains__,
        lambda: _("l’une de ces valeurs : %(options)s") % {"options": ", ".join(f"« {each} »" for each in values)},
    )


def number(low: int | None = None, high: int | None = None) -> Kind:
    """A CMIDecimal or real(10,7) from `low` to `high` (None: no bound)."""
    return Kind(lambda value: is_number(value, low, high), lambda: _number_words(_("un nombre"), low, high))


def integer(low: int, high: int) -> Kind:
    """A CMISInteger from `low` to `high`."""
    return Kind(
        lambda value: _INTEGER.fullmatch(value) is not None and low <= int(value) <= high,
        lambda: _number_words(_("un nombre entier"), low, high),
    )


def either(first: Kind, second: Kind) -> Kind:
    """A value of one kind or of the other."""
    return Kind(
        lambda value: first.takes(value) or second.takes(value),
        lambda: _("%(first)s, ou %(second)s") % {"first": first.words(), "second": second.words()},
    )


def is_text(value: str, most: int) -> bool:
    """At most `most` characters, and none that cannot be kept?"""
    return len(value) <= most and _UNWRITTEN.search(value) is None


def is_localized(value: str, most: int) -> bool:
    """The same, counted after {lang=…} when it is said."""
    said_in = _SAID_IN.match(value)
    if said_in is None:
        return is_text(value, most)
    return (not said_in[1] or is_language(said_in[1])) and is_text(value[said_in.end() :], most)


def is_language(value: str) -> bool:
    """A language_type (RFC 1766 and its followers) of at most 250 characters?"""
    return len(value) <= 250 and _LANGUAGE.fullmatch(value) is not None


def is_number(value: str, low: int | None = None, high: int | None = None) -> bool:
    """A decimal number without exponent, from `low` to `high`?"""
    if _NUMBER.fullmatch(value) is None:
        return False
    return (low is None or Decimal(value) >= low) and (high is None or Decimal(value) <= high)


def _text_words(most: int) -> str:
    return _("un texte d’au plus %(most)s caractères, sans caractère de commande") % {"most": most}


def _number_words(what: str, low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return _("%(what)s de %(low)s à %(high)s") % {"what": what, "low": low, "high": high}
    return what if low is None else _("%(what)s d’au moins %(low)s") % {"what": what, "low": low}


def _reads(read: Callable[[str], Any]) -> Callable[[str], bool]:
    def takes(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return takes


TIMESPAN = Kind(_reads(read_timespan), lambda: _("une durée comme 0001:30:00.00"))
CLOCK = Kind(lambda value: _CLOCK.fullmatch(value) is not None, lambda: _("une heure du jour comme 14:30:00"))
INTERVAL = Kind(_reads(read_interval), lambda: _("une durée ISO 8601, comme PT4M30S"))
MOMENT = Kind(_reads(read_moment), lambda: _("un instant de 1970 à 2038, comme 2026-11-22T09:30:00Z"))
LANGUAGE = Kind(is_language, lambda: _("une étiquette de langue (RFC 5646), comme fr ou en-GB"))
