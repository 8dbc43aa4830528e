"""A form as typed data: sections, fields, columns, and the rules that are published with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from deffinum.foundation.questionnaires.expressions import Expression, paths_read
from deffinum.foundation.questionnaires.rules import RuleSet
from deffinum.foundation.questionnaires.vocabulary import Fact, ListOf, Record, Scalar, Type, Vocabulary
from deffinum.foundation.values import Money, Rate, Text


class FieldType(StrEnum):
    """What a field asks for."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"
    RATE = "rate"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_CHOICE = "one_choice"
    MANY_CHOICES = "many_choices"
    TABLE = "table"
    FILE = "file"
    STATEMENT = "statement"
    """A text to read (the field's `help`) and accept."""


SCALARS: dict[FieldType, Scalar] = {
    FieldType.SHORT_TEXT: Scalar.TEXT,
    FieldType.LONG_TEXT: Scalar.TEXT,
    FieldType.INTEGER: Scalar.INTEGER,
    FieldType.MONEY: Scalar.MONEY,
    FieldType.RATE: Scalar.RATE,
    FieldType.DATE: Scalar.DATE,
    FieldType.YES_NO: Scalar.BOOLEAN,
    FieldType.ONE_CHOICE: Scalar.TEXT,
    FieldType.STATEMENT: Scalar.BOOLEAN,
}
"""The type of the answer in rules; choices, files and tables are lists."""

COLUMN_TYPES = (
    FieldType.SHORT_TEXT,
    FieldType.INTEGER,
    FieldType.MONEY,
    FieldType.RATE,
    FieldType.DATE,
    FieldType.YES_NO,
    FieldType.ONE_CHOICE,
)
COMPUTED_TYPES = (
    FieldType.SHORT_TEXT,
    FieldType.INTEGER,
    FieldType.MONEY,
    FieldType.RATE,
    FieldType.DATE,
    FieldType.YES_NO,
)
SUMMED_TYPES = (FieldType.INTEGER, FieldType.MONEY)


@dataclass(frozen=True)
class Choice:
    """One possible answer: `value` is stored, `label` is shown."""

    value: str
    label: Text
    help: Text = Text("")


@dataclass(frozen=True)
class Limits:
    """Bounds of an answer; None: no bound.

    `minimum` and `maximum` are of the field's type. `least` and `most` count choices, rows or files.
    """

    max_words: int | None = None
    max_characters: int | None = None
    minimum: int | Money | Rate | date | None = None
    maximum: int | Money | Rate | date | None = None
    least: int | None = None
    most: int | None = None
    max_bytes: int | None = None
    extensions: tuple[str, ...] = ()
    """Accepted endings of file names, in small letters without dot; none: all."""


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Column:
    """A column of a table. `computed` reads the other columns as `row.<key>`; `total` asks for the sum."""

    key: str
    type: FieldType
    label: Text
    help: Text = Text("")
    required: bool = True
    """A row that has been begun must fill this column."""
    computed: Expression | None = None
    limits: Limits = NO_LIMITS
    choices: tuple[Choice, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Field:
    """A question. Its key is stable: the same question keeps it from version to version."""

    key: str
    type: FieldType
    label: Text
    help: Text = Text("")
    example: Text = Text("")
    required: bool | Expression = False
    visible_when: Expression | None = None
    """Shown when the condition holds; hidden while it is not known yet. A hidden answer counts as not given."""
    computed: Expression | None = None
    limits: Limits = NO_LIMITS
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()

    def column(self, key: str) -> Column:
        """The column of this key (KeyError when there is none)."""
        return {each.key: each for each in self.columns}[key]


@dataclass(frozen=True)
class Section:
    """A page of the form. `per_partner`: each partner fills its own copy."""

    key: str
    title: Text
    help: Text = Text("")
    per_partner: bool = False
    visible_when: Expression | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Dependent:
    """Something that reads a field: `kind` is 'visible_when', 'required', 'computed', 'section' or 'rule'."""

    kind: str
    key: str
    label: Text


@dataclass(frozen=True)
class Definition:
    """A whole form. `read_definition` builds it from JSON, `dump_definition` is the inverse."""

    sections: tuple[Section, ...] = ()
    rules: RuleSet = RuleSet("form", Text("Conditions", "Conditions"))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by key, in order."""
        return {each.key: each for section in self.sections for each in section.fields}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of each field, by the field's key."""
        return {each.key: section for section in self.sections for each in section.fields}

    def sections_for(self, *, per_partner: bool) -> tuple[Section, ...]:
        """The sections that the lead fills for all, or those that each partner fills."""
        return tuple(each for each in self.sections if each.per_partner is per_partner)

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """For each field, the fields that decide whether it is shown and what it is worth."""
        found = {}
        for section in self.sections:
            for each in section.fields:
                deciding = (section.visible_when, each.visible_when, each.computed)
                keys = {key for expression in deciding if expression is not None for key in answers_read(expression)}
                found[each.key] = frozenset(keys & self.fields.keys())
        return found

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """Fields that depend on themselves through one another; empty when the form is sound."""
        try:
            TopologicalSorter(self.needs).prepare()
        except CycleError as error:
            return tuple(error.args[1])
        return ()

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Keys in an order where each field comes after those that it needs."""
        return tuple(self.fields) if self.cycle else tuple(TopologicalSorter(self.needs).static_order())

    @cached_property
    def dependents(self) -> dict[str, tuple[Dependent, ...]]:
        """The dependency table: what reads each field, by the field's key (keys that nobody reads are left out)."""
        table: dict[str, list[Dependent]] = {}
        for dependent, key in self._reads():
            if dependent not in table.setdefault(key, []):
                table[key].append(dependent)
        return {key: tuple(found) for key, found in table.items()}

    def _reads(self) -> Iterator[tuple[Dependent, str]]:
        for section in self.sections:
            if section.visible_when is not None:
                for key in answers_read(section.visible_when):
                    yield Dependent("section", section.key, section.title), key
            for each in section.fields:
                required = None if isinstance(each.required, bool) else each.required
                for kind, expression in (
                    ("visible_when", each.visible_when),
                    ("required", required),
                    ("computed", each.computed),
                ):
                    for key in answers_read(expression) if expression is not None else ():
                        yield Dependent(kind, each.key, each.label), key
        for rule in self.rules.rules:
            for path in (*rule.paths_read(), *rule.placeholders()):
                if path.startswith("answers."):
                    yield Dependent("rule", rule.id, rule.label), path.split(".")[1]


def field_dependents(definition: Definition, key: str) -> tuple[Dependent, ...]:
    """What reads this field: while there is something, the field cannot be removed."""
    return definition.dependents.get(key, ())


def answers_read(expression: Expression) -> tuple[str, ...]:
    """The keys of the answers that an expression reads, each once."""
    paths = (path.split(".") for path in paths_read(expression))
    return tuple(dict.fromkeys(words[1] for words in paths if words[0] == "answers" and len(words) > 1))


def choice_labels(asked: Field | Column) -> tuple[tuple[str, Text], ...]:
    """Codes and labels of the possible answers."""
    return tuple((each.value, each.label) for each in asked.choices)


def fact_of(asked: Field | Column, path: str) -> Fact:
    """The answer as a fact that rules may read."""
    kind: Type
    if asked.type is FieldType.TABLE and isinstance(asked, Field):
        kind = ListOf(Record(tuple(fact_of(each, each.key) for each in asked.columns)))
    elif asked.type in (FieldType.MANY_CHOICES, FieldType.FILE):
        kind = ListOf(Scalar.TEXT)
    else:
        kind = SCALARS[asked.type]
    return Fact(path, kind, asked.label, choice_labels(asked))


def answers_vocabulary(definition: Definition, vocabulary: Vocabulary, *, per_partner: bool = False) -> Vocabulary:
    """The room's facts and `answers.<key>` for each field. Partners' answers are seen in partners' sections only:
    elsewhere there would be several of them.
    """
    seen = [section for section in definition.sections if per_partner or not section.per_partner]
    return vocabulary.plus(fact_of(each, f"answers.{each.key}") for section in seen for each in section.fields)
