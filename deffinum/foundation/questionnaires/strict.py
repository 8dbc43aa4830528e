"""Read stored JSON without guessing: each refusal is a sentence that names the path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, NoReturn

from django.utils.translation import gettext as _

from deffinum.foundation.errors import DomainError
from deffinum.foundation.values import Text

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
FACT_PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
LARGEST_LITERAL = 10**17
"""Whole numbers, cents and basis points written in a definition stay within ± this."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `path` is the place in the JSON ('sections[0].fields[2].visible_when')."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path} : {self.message}" if self.path else self.message


class DefinitionRefused(DomainError):
    """A form or a rule cannot be understood or does not hold together. Nothing was saved or published.

    `problems` holds every sentence found (at least one); `message` joins them.
    """

    status: ClassVar[int] = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(each) for each in self.problems))


def refuse(path: str, message: str) -> NoReturn:
    """Raise DefinitionRefused with one problem."""
    raise DefinitionRefused([Problem(path, message)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Vouliez-vous dire « … » ?' when a close word exists, else ''."""
    close = get_close_matches(word, list(known), n=1)
    return " " + _("Vouliez-vous dire « %(word)s » ?") % {"word": close[0]} if close else ""


@dataclass(frozen=True)
class At:
    """A piece of JSON and its path."""

    data: Any
    path: str = ""

    def object(self, *, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, At]:
        """The members present. Refuses another shape, an unknown or a missing member."""
        if not isinstance(self.data, dict):
            refuse(self.path, _("un objet JSON est attendu ici."))
        required, known = list(required), [*required, *optional]
        for name in self.data:
            if name not in known:
                refuse(
                    self.inside(str(name)),
                    _("ce nom n’est pas prévu ici.") + did_you_mean(str(name), known),
                )
        for name in required:
            if name not in self.data:
                refuse(self.inside(name), _("cet élément manque."))
        return {name: At(value, self.inside(name)) for name, value in self.data.items()}

    def inside(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}" if self.path else name

    def items(self, *, least: int = 0, most: int | None = None) -> list[At]:
        """The items of a list, with their paths. Refuses another shape or a wrong number of items."""
        if not isinstance(self.data, list | tuple):
            refuse(self.path, _("une liste est attendue ici."))
        if len(self.data) < least or (most is not None and len(self.data) > most):
            if most == least:
                refuse(self.path, _("nombre d’éléments attendu ici : exactement %(count)s.") % {"count": least})
            refuse(self.path, _("nombre d’éléments attendu ici : au moins %(count)s.") % {"count": least})
        return [At(value, f"{self.path}[{rank}]") for rank, value in enumerate(self.data)]

    def string(self) -> str:
        """A non-empty text."""
        if not isinstance(self.data, str) or not self.data.strip():
            refuse(self.path, _("un texte non vide est attendu ici."))
        return self.data

    def key(self) -> str:
        """A stable key: small letters without accent, figures and underscores, 60 characters at most."""
        if not isinstance(self.data, str) or not KEY.fullmatch(self.data):
            refuse(
                self.path,
                _("une clé s’écrit en minuscules sans accent, chiffres et « _ » (60 caractères au plus)."),
            )
        return self.data

    def fact_path(self) -> str:
        """A dotted path: 'application.base'."""
        if not isinstance(self.data, str) or len(self.data) > 200 or not FACT_PATH.fullmatch(self.data):
            refuse(self.path, _("un chemin s’écrit comme « application.base »."))
        return self.data

    def whole(self, *, least: int = -LARGEST_LITERAL, most: int = LARGEST_LITERAL) -> int:
        """A whole number (never a float, never a boolean)."""
        if not isinstance(self.data, int) or isinstance(self.data, bool) or not least <= self.data <= most:
            refuse(
                self.path,
                _("un nombre entier entre %(least)s et %(most)s est attendu ici.") % {"least": least, "most": most},
            )
        return self.data

    def boolean(self) -> bool:
        """A JSON boolean."""
        if not isinstance(self.data, bool):
            refuse(self.path, _("« true » ou « false » est attendu ici."))
        return self.data

    def one_of(self, values: Iterable[str]) -> str:
        """One of these words."""
        known = list(values)
        if not isinstance(self.data, str) or self.data not in known:
            refuse(
                self.path,
                _("« %(word)s » n’est pas prévu ici. Valeurs possibles : %(values)s.")
                % {"word": self.data, "values": ", ".join(known)},
            )
        return self.data

    def text(self) -> Text:
        """A sentence in two languages: {'fr': …, 'en': …}, or a French string. French is never empty."""
        if isinstance(self.data, dict):
            members = self.object(required=("fr",), optional=("en",))
            for each in members.values():
                if not isinstance(each.data, str):
                    refuse(each.path, _("un texte non vide est attendu ici."))
        elif not isinstance(self.data, str):
            refuse(self.path, _('un texte {"fr": …, "en": …} est attendu ici.'))
        text = Text.read(self.data)
        if not text.fr.strip():
            refuse(self.path, _("le texte français manque."))
        return text


def unique(places: Iterable[tuple[str, At]]) -> None:
    """Refuse the second of two equal keys."""
    seen: set[str] = set()
    for key, place in places:
        if key in seen:
            refuse(place.path, _("la clé « %(key)s » est déjà prise.") % {"key": key})
        seen.add(key)


CHOICE_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,59}")


def choice_value(place: At) -> str:
    """The stored code of a choice: letters without accent, figures, '_.:-'."""
    if not isinstance(place.data, str) or not CHOICE_VALUE.fullmatch(place.data):
        refuse(place.path, _("une valeur de choix s’écrit sans espace ni accent (60 caractères au plus)."))
    return place.data
