"""How to show a field, without any HTML: the templates of any room draw it as they wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deffinum.foundation.questionnaires.answers import AnswerProblem, display_value, read_stored
from deffinum.foundation.questionnaires.definition import Column, Field, FieldType
from deffinum.foundation.questionnaires.evaluation import Value
from deffinum.foundation.values import Money, Rate, Text

LARGEST_RADIO_LIST = 7
"""Above this number of choices, one choice is a drop-down list."""
BLANK_ROWS = 1
"""Empty rows offered under those already filled, so that a table can grow without JavaScript."""


@dataclass(frozen=True)
class InputChoice:
    """One possible answer, with its state."""

    value: str
    label: Text
    help: Text
    chosen: bool


@dataclass(frozen=True)
class InputCell:
    """A cell of a table: `name` is 'budget.0.amount'; computed cells are shown, not asked."""

    name: str
    column_key: str
    kind: str
    value: str
    attributes: Mapping[str, str]
    choices: tuple[InputChoice, ...]
    computed: bool


@dataclass(frozen=True)
class InputColumn:
    """The head of a column."""

    key: str
    label: Text
    help: Text
    kind: str
    required: bool
    computed: bool
    total: bool


@dataclass(frozen=True)
class InputDescription:
    """Everything a template needs to draw one field.

    `kind`: 'line', 'text', 'integer', 'money', 'rate', 'date', 'yes_no', 'radio', 'drop_down', 'checkboxes',
    'accept', 'file', 'table' or 'computed'. `attributes` are attributes of the control (values are text); `unit`
    stands beside it ('€', '%').
    """

    name: str
    kind: str
    label: Text
    help: Text
    example: Text
    required: bool
    value: str
    attributes: Mapping[str, str]
    unit: str = ""
    choices: tuple[InputChoice, ...] = ()
    columns: tuple[InputColumn, ...] = ()
    rows: tuple[tuple[InputCell, ...], ...] = ()


_KINDS = {
    FieldType.SHORT_TEXT: "line",
    FieldType.LONG_TEXT: "text",
    FieldType.INTEGER: "integer",
    FieldType.MONEY: "money",
    FieldType.RATE: "rate",
    FieldType.DATE: "date",
    FieldType.YES_NO: "yes_no",
    FieldType.MANY_CHOICES: "checkboxes",
    FieldType.TABLE: "table",
    FieldType.FILE: "file",
    FieldType.STATEMENT: "accept",
}
_UNITS = {FieldType.MONEY: "€", FieldType.RATE: "%"}


def describe_input(
    field: Field, data: Any = None, *, required: bool = False, typed: str | None = None
) -> InputDescription:
    """How to ask `field`, filled with its stored answer.

    `required` is what the rule says now (`completeness.is_required`); `typed` replaces the shown value by what the
    person typed, when it could not be read.
    """
    value = _readable(field, data)
    kind = "computed" if field.computed is not None else kind_of(field)
    return InputDescription(
        name=field.key,
        kind=kind,
        label=field.label,
        help=field.help,
        example=field.example,
        required=required,
        value=typed if typed is not None else typed_text(field, value),
        attributes=attributes_of(field),
        unit=_UNITS.get(field.type, ""),
        choices=_choices(field, value),
        columns=tuple(
            InputColumn(
                each.key, each.label, each.help, kind_of(each), each.required, each.computed is not None, each.total
            )
            for each in field.columns
        ),
        rows=_rows(field, value),
    )


def describe_computed(field: Field, value: Value) -> InputDescription:
    """How to show a computed field with its value (`completeness.computed_values`)."""
    shown = "" if value is None else str(display_value(field, value))
    return InputDescription(field.key, "computed", field.label, field.help, field.example, False, shown, {})


def kind_of(asked: Field | Column) -> str:
    """The kind of control."""
    if asked.type is FieldType.ONE_CHOICE:
        short = len(asked.choices) <= LARGEST_RADIO_LIST and isinstance(asked, Field)
        return "radio" if short else "drop_down"
    return _KINDS[asked.type]


def _readable(field: Field, data: Any) -> Value:
    try:
        return read_stored(field, data)
    except AnswerProblem:
        return None


def typed_text(asked: Field | Column, value: Value) -> str:
    """The value as a person would type it again: '12500,50', '65,34', '2021-08-31', 'yes'; '' for lists."""
    if value is None or isinstance(value, tuple):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return value.decimal_text.replace(".", ",").removesuffix(",00")
    if isinstance(value, Rate):
        return Money(value.basis_points).decimal_text.replace(".", ",").removesuffix(",00")
    return value if isinstance(value, str) else str(value)


def attributes_of(asked: Field | Column) -> dict[str, str]:
    """Attributes of the control, as text. Length limits are not hard: nothing that was pasted is cut silently."""
    limits, found = asked.limits, {}
    if asked.type is FieldType.INTEGER:
        found["inputmode"] = "numeric"
    elif asked.type in (FieldType.MONEY, FieldType.RATE):
        found["inputmode"] = "decimal"
    elif asked.type is FieldType.DATE:
        for name, bound in (("min", limits.minimum), ("max", limits.maximum)):
            if bound is not None:
                found[name] = str(bound)
    elif asked.type is FieldType.LONG_TEXT:
        found["rows"] = "12" if (limits.max_words or 0) > 200 else "6"
    elif asked.type is FieldType.FILE:
        if limits.extensions:
            found["accept"] = ",".join(f".{each}" for each in limits.extensions)
        if (limits.most or 2) > 1:
            found["multiple"] = "multiple"
    for name, bound in (
        ("data-max-words", limits.max_words),
        ("data-max-characters", limits.max_characters),
        ("data-max-bytes", limits.max_bytes),
    ):
        if bound is not None:
            found[name] = str(bound)
    return found


def _choices(asked: Field | Column, value: Value) -> tuple[InputChoice, ...]:
    chosen = value if isinstance(value, tuple) else (value,)
    return tuple(InputChoice(each.value, each.label, each.help, each.value in chosen) for each in asked.choices)


def _rows(field: Field, value: Value) -> tuple[tuple[InputCell, ...], ...]:
    if field.type is not FieldType.TABLE:
        return ()
    filled = value if isinstance(value, tuple) else ()
    room = BLANK_ROWS if field.limits.most is None else min(BLANK_ROWS, field.limits.most - len(filled))
    rows = [*filled, *({} for _rank in range(max(room, 0)))]
    return tuple(
        tuple(_cell(field, rank, column, row.get(column.key)) for column in field.columns)
        for rank, row in enumerate(rows)
    )


def _cell(field: Field, rank: int, column: Column, value: Value) -> InputCell:
    computed = column.computed is not None
    shown = "" if value is None else str(display_value(column, value))
    return InputCell(
        f"{field.key}.{rank}.{column.key}",
        column.key,
        kind_of(column),
        shown if computed else typed_text(column, value),
        attributes_of(column),
        _choices(column, value),
        computed,
    )
