"""Answers: what a person typed becomes a typed value, the value becomes JSON, and the JSON is shown again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deffinum.foundation.errors import DomainError
from deffinum.foundation.questionnaires.definition import SUMMED_TYPES, Column, Field, FieldType, choice_labels
from deffinum.foundation.questionnaires.display import displayed, joined
from deffinum.foundation.questionnaires.evaluation import LARGEST, Facts, Value, evaluate
from deffinum.foundation.values import InvalidAmount, Money, Rate, Text, readable, total

Asked = Field | Column
TRUE_WORDS = frozenset({"yes", "oui", "true", "on", "1"})
FALSE_WORDS = frozenset({"no", "non", "false", "off", "0"})
MOST_ROWS = 1000
"""Rows of a table when its limits say nothing."""
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})")
_FILE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class AnswerProblem(DomainError):
    """An answer cannot be understood or breaks a limit. `key` is the field's, or 'budget.2.amount' in a table.

    `details` holds every problem of a table, cell by cell; it is empty for the other fields.
    """

    status: ClassVar[int] = 422

    def __init__(self, key: str, message: str, details: tuple[AnswerProblem, ...] = ()) -> None:
        super().__init__(message, field=key)
        self.key = key
        self.details = details


def read_answer(field: Field, raw: str | list[Any] | Mapping[str, Any] | None) -> Value:
    """What a person typed or chose, as a typed value; None when nothing was answered. Never a float.

    Text, whole number, Money, Rate, date, bool; a tuple of codes (choices) or of file ids (lower-case UUIDs); a
    table is a tuple of mappings {column key: value}, from a list of mappings {column key: text}; empty rows are
    dropped and computed columns are computed. Raises AnswerProblem.
    """
    if field.computed is not None:
        return None
    if field.type is FieldType.TABLE:
        return _read_table(field, raw)
    value = _read(field, field.key, raw)
    check_limits(field, value)
    return value


def _read(asked: Asked, key: str, raw: Any) -> Value:
    if asked.type in (FieldType.MANY_CHOICES, FieldType.FILE):
        values = [raw] if isinstance(raw, str) else raw or []
        if not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
            raise AnswerProblem(key, _("Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."))
        return tuple(dict.fromkeys(_one(asked, key, each.strip()) for each in values if each.strip())) or None
    if isinstance(raw, bool) and asked.type in (FieldType.YES_NO, FieldType.STATEMENT):
        raw = "yes" if raw else "no"
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if raw is not None and not isinstance(raw, str):
        raise AnswerProblem(key, _("Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."))
    text = (raw or "").strip()
    return _one(asked, key, text) if text else None


def _one(asked: Asked, key: str, text: str) -> Value:
    readers: dict[FieldType, Callable[[], Value]] = {
        FieldType.SHORT_TEXT: lambda: _line(key, text),
        FieldType.LONG_TEXT: lambda: readable(text).strip() or None,
        FieldType.INTEGER: lambda: _whole(key, text),
        FieldType.MONEY: lambda: _amount(key, text),
        FieldType.RATE: lambda: _rate(key, text),
        FieldType.DATE: lambda: _day(key, text),
        FieldType.YES_NO: lambda: _yes_no(key, text),
        FieldType.STATEMENT: lambda: _yes_no(key, text) or None,
        FieldType.ONE_CHOICE: lambda: _choice(asked, key, text),
        FieldType.MANY_CHOICES: lambda: _choice(asked, key, text),
        FieldType.FILE: lambda: _file(key, text),
    }
    return readers[asked.type]()


def _line(key: str, text: str) -> str | None:
    if "\n" in text or "\r" in text or "\x00" in text:
        raise AnswerProblem(key, _("Écrivez cette réponse sur une seule ligne."))
    return readable(text).strip() or None


def _whole(key: str, text: str) -> int:
    compact = _SPACES.sub("", text)
    if not _WHOLE.fullmatch(compact):
        raise AnswerProblem(key, _("« %(text)s » n’est pas un nombre entier. Écrivez par exemple 12.") % {"text": text})
    return int(compact)


def _amount(key: str, text: str) -> Money:
    try:
        return Money.parse(text)
    except InvalidAmount:
        raise AnswerProblem(
            key, _("« %(text)s » n’est pas un montant. Écrivez par exemple 12 500 ou 12 500,50.") % {"text": text}
        ) from None


def _rate(key: str, text: str) -> Rate:
    try:
        return Rate.parse(text)
    except InvalidAmount:
        raise AnswerProblem(
            key, _("« %(text)s » n’est pas un taux. Écrivez par exemple 70 ou 65,34.") % {"text": text}
        ) from None


def _day(key: str, text: str) -> date:
    match = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise AnswerProblem(
            key, _("« %(text)s » n’est pas une date. Écrivez par exemple 31/08/2021.") % {"text": text}
        ) from None


def _yes_no(key: str, text: str) -> bool:
    word = text.casefold()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise AnswerProblem(key, _("Répondez par oui ou par non."))
    return word in TRUE_WORDS


def _choice(asked: Asked, key: str, text: str) -> str:
    if text not in {each.value for each in asked.choices}:
        raise AnswerProblem(key, _("« %(text)s » ne fait pas partie des réponses proposées.") % {"text": text})
    return text


def _file(key: str, text: str) -> str:
    if not _FILE_ID.fullmatch(text.lower()):
        raise AnswerProblem(key, _("Ce fichier n’a pas été reconnu. Déposez-le de nouveau."))
    return text.lower()


def _read_table(field: Field, raw: Any) -> Value:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, list | tuple) or not all(isinstance(each, Mapping) for each in raw):
        raise AnswerProblem(field.key, _("Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."))
    known = {each.key for each in field.columns}
    rows: list[dict[str, Value]] = []
    problems: list[AnswerProblem] = []
    for rank, line in enumerate(raw):
        if not set(line) <= known:
            raise AnswerProblem(field.key, _("Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."))
        row: dict[str, Value] = {}
        for column in field.columns:
            if column.computed is None:
                key = f"{field.key}.{rank}.{column.key}"
                try:
                    row[column.key] = _read(column, key, line.get(column.key))
                    check_limits(column, row[column.key], key)
                except AnswerProblem as problem:
                    problems.append(problem)
        if any(value is not None for value in row.values()):
            rows.append(with_computed_columns(field, row))
    if problems:
        raise AnswerProblem(
            field.key,
            ngettext(
                "%(count)s case du tableau est à corriger : elle est signalée.",
                "%(count)s cases du tableau sont à corriger : elles sont signalées.",
                len(problems),
            )
            % {"count": len(problems)},
            tuple(problems),
        )
    check_limits(field, tuple(rows))
    return tuple(rows) or None


def with_computed_columns(field: Field, row: Mapping[str, Value]) -> dict[str, Value]:
    """The row in the order of the columns, with the computed ones (None: not known yet)."""
    return {
        each.key: row.get(each.key) if each.computed is None else evaluate(each.computed, Facts({"row": row}))
        for each in field.columns
    }


def table_totals(field: Field, value: Value) -> dict[str, Money | int]:
    """The totals of the columns that ask for one: sums of rounded lines. Cells not filled are left out."""
    rows = value if isinstance(value, tuple) else ()
    found: dict[str, Money | int] = {}
    for column in field.columns:
        if column.total and column.type in SUMMED_TYPES:
            cells = [row[column.key] for row in rows if row.get(column.key) is not None]
            found[column.key] = total(cells) if column.type is FieldType.MONEY else sum(cells)
    return found


def count_words(text: str) -> int:
    """Words separated by spaces; a punctuation mark alone ('?', '–') is not a word."""
    return sum(word.isalnum() or any(map(str.isalnum, word)) for word in text.split())


def check_limits(asked: Asked, value: Value, key: str = "") -> None:
    """Raise AnswerProblem when a typed value breaks a limit of its field."""
    limits, key = asked.limits, key or asked.key
    if value is None:
        return
    if isinstance(value, str):
        _check_text(asked, value, key)
    elif isinstance(value, tuple):
        _check_count(asked, value, key)
    elif not isinstance(value, bool):
        if limits.minimum is not None and value < limits.minimum:
            first = _("La date doit être le %(bound)s au plus tôt.")
            sentence = first if isinstance(value, date) else _("La valeur minimale est %(bound)s.")
            raise AnswerProblem(key, sentence % {"bound": displayed(limits.minimum)})
        if limits.maximum is not None and value > limits.maximum:
            last = _("La date doit être le %(bound)s au plus tard.")
            sentence = last if isinstance(value, date) else _("La valeur maximale est %(bound)s.")
            raise AnswerProblem(key, sentence % {"bound": displayed(limits.maximum)})


def _check_text(asked: Asked, value: str, key: str) -> None:
    limits = asked.limits
    if limits.max_characters is not None and len(value) > limits.max_characters:
        raise AnswerProblem(
            key,
            _("%(count)s caractères : il y en a %(extra)s de trop (%(most)s au plus).")
            % {"count": len(value), "extra": len(value) - limits.max_characters, "most": limits.max_characters},
        )
    if limits.max_words is not None and (words := count_words(value)) > limits.max_words:
        raise AnswerProblem(
            key,
            _("%(count)s mots : il y en a %(extra)s de trop (%(most)s au plus).")
            % {"count": words, "extra": words - limits.max_words, "most": limits.max_words},
        )


def _check_count(asked: Asked, value: tuple[Value, ...], key: str) -> None:
    most = asked.limits.most or (MOST_ROWS if asked.type is FieldType.TABLE else None)
    if most is not None and len(value) > most:
        sentences = {
            FieldType.TABLE: _("%(count)s lignes : le maximum est %(most)s."),
            FieldType.FILE: _("%(count)s fichiers : le maximum est %(most)s."),
        }
        sentence = sentences.get(asked.type, _("%(count)s réponses cochées : le maximum est %(most)s."))
        raise AnswerProblem(key, sentence % {"count": len(value), "most": most})
    if isinstance(asked, Field) and asked.type is FieldType.TABLE:
        for rank, row in enumerate(value):
            for column in asked.columns:
                check_limits(column, row.get(column.key), f"{key}.{rank}.{column.key}")


def stored(value: Value) -> Any:
    """A typed value as JSON: cents, basis points, '2021-06-01', lists, {column: JSON}. None stays None."""
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, Rate):
        return value.basis_points
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [stored(each) for each in value]
    if isinstance(value, Mapping):
        return {key: stored(each) for key, each in value.items()}
    return value


def read_stored(field: Field, data: Any) -> Value:
    """The inverse of `stored` for this field. Raises AnswerProblem when the JSON does not fit the field any more."""
    if data is None or field.computed is not None:
        return None
    if field.type is FieldType.TABLE:
        if not isinstance(data, list) or not all(isinstance(each, Mapping) for each in data):
            raise _unreadable(field.key)
        entered = [each for each in field.columns if each.computed is None]
        rows = [{each.key: _stored_one(each, line.get(each.key)) for each in entered} for line in data]
        return tuple(with_computed_columns(field, row) for row in rows) or None
    if field.type in (FieldType.MANY_CHOICES, FieldType.FILE):
        if not isinstance(data, list):
            raise _unreadable(field.key)
        return tuple(_stored_one(field, each) for each in data) or None
    return _stored_one(field, data)


def _unreadable(key: str) -> AnswerProblem:
    return AnswerProblem(key, _("La réponse enregistrée ne correspond plus à la question. Répondez de nouveau."))


_STORED_AS: Mapping[FieldType, Any] = {
    FieldType.INTEGER: int,
    FieldType.MONEY: int,
    FieldType.RATE: int,
    FieldType.YES_NO: bool,
    FieldType.STATEMENT: bool,
}


def _stored_one(asked: Asked, data: Any) -> Value:
    if data is None:
        return None
    kind = _STORED_AS.get(asked.type, str)
    if not isinstance(data, kind) or (kind is int and (isinstance(data, bool) or abs(data) > LARGEST)):
        raise _unreadable(asked.key)
    if asked.type is FieldType.MONEY:
        return Money(data)
    if asked.type is FieldType.RATE:
        return Rate(data)
    if asked.type is FieldType.DATE:
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise _unreadable(asked.key) from None
    if asked.choices and all(each.value != data for each in asked.choices):
        raise _unreadable(asked.key)
    return data


def display_answer(field: Field, data: Any, language: str) -> str:
    """The stored answer as people read it; '' when there is none or it cannot be read. A table gives its rows, one a
    line, cells separated by ' · '; files give their number (their names belong to the room).
    """
    try:
        value = read_stored(field, data)
    except AnswerProblem:
        return ""
    return "" if value is None else display_value(field, value).in_language(language)


def display_value(asked: Asked, value: Value) -> Text:
    """A typed answer (or a cell, or a computed value) in both languages."""
    if asked.type is FieldType.FILE and isinstance(value, tuple):
        many = "s" if len(value) > 1 else ""
        return Text(f"{len(value)} fichier{many}", f"{len(value)} file{many}")
    if isinstance(asked, Field) and asked.type is FieldType.TABLE and isinstance(value, tuple):
        return joined([_displayed_row(asked, row) for row in value], "\n")
    return displayed(value, choice_labels(asked))


def _displayed_row(field: Field, row: Mapping[str, Value]) -> Text:
    cells = [(each, row.get(each.key)) for each in field.columns]
    return joined([display_value(each, cell) for each, cell in cells if cell is not None], " · ")
