"""What a rule may read: facts with a path, a type and a label in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from deffinum.foundation.values import Text


class Scalar(StrEnum):
    """The simple types. Money counts cents, a rate counts basis points."""

    INTEGER = "integer"
    MONEY = "money"
    RATE = "rate"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"


ORDERED = frozenset({Scalar.INTEGER, Scalar.MONEY, Scalar.RATE, Scalar.DATE})
"""Types whose values can be less or more than one another."""


@dataclass(frozen=True)
class Fact:
    """One thing a rule may read. `choices` gives the label of each code that the value may take."""

    path: str
    type: Type
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Record:
    """A line with named members (a partner, a line of a table); each fact's path is the member's name."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ListOf:
    """A list whose items all have one type."""

    item: Scalar | Record


Type = Scalar | ListOf | Record


@dataclass(frozen=True)
class Vocabulary:
    """The facts that rules of one kind may read. Paths are unique (ValueError otherwise)."""

    facts: tuple[Fact, ...] = field(default=())

    def __post_init__(self) -> None:
        paths = [each.path for each in self.facts]
        doubles = sorted({path for path in paths if paths.count(path) > 1}) if len(set(paths)) < len(paths) else []
        if doubles:
            raise ValueError(f"Declared twice: {', '.join(doubles)}.")

    @cached_property
    def by_path(self) -> dict[str, Fact]:
        """Facts by their dotted path."""
        return {each.path: each for each in self.facts}

    @cached_property
    def roots(self) -> frozenset[str]:
        """First words of the paths: names that an item of a list cannot take."""
        return frozenset(each.path.split(".", 1)[0] for each in self.facts)

    def plus(self, facts: Iterable[Fact]) -> Vocabulary:
        """With more facts; a path given again replaces the older one."""
        return Vocabulary(tuple({**self.by_path, **{each.path: each for each in facts}}.values()))

    def with_item(
        self, name: str, item: Scalar | Record, label: Text, choices: tuple[tuple[str, Text], ...] = ()
    ) -> Vocabulary:
        """With the current item of a list under `name` ('partner' gives 'partner.category'…)."""
        if isinstance(item, Record):
            return self.plus(Fact(f"{name}.{each.path}", each.type, each.label, each.choices) for each in item.facts)
        return self.plus([Fact(name, item, label, choices)])

    def label_of(self, path: str) -> Text:
        """The fact's label, or its path when it is not declared."""
        fact = self.by_path.get(path)
        return fact.label if fact else Text(path)

    def choices_of(self, path: str) -> tuple[tuple[str, Text], ...]:
        """The labels of the codes that the fact may take."""
        fact = self.by_path.get(path)
        return fact.choices if fact else ()


def type_name(kind: Type) -> str:
    """The type in words, in the reader's language."""
    if isinstance(kind, ListOf):
        return _("une liste (%(item)s)") % {"item": type_name(kind.item)}
    if isinstance(kind, Record):
        return _("une ligne")
    return {
        Scalar.INTEGER: _("un nombre entier"),
        Scalar.MONEY: _("un montant"),
        Scalar.RATE: _("un taux"),
        Scalar.TEXT: _("un texte"),
        Scalar.BOOLEAN: _("oui ou non"),
        Scalar.DATE: _("une date"),
    }[kind]
