"""The rule language: a small tree stored as JSON, one operator an object.

    {"at_most": [{"fact": "application.aid"}, {"cap_of": [{"rate": 7000}, {"fact": "application.base"}]}]}

Money is in cents, rates in basis points. `read_expression` is strict; `dump_expression` is its inverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.strict import At, did_you_mean, refuse
from deffinum.foundation.questionnaires.vocabulary import Scalar
from deffinum.foundation.values import Money, Rate

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DEEPEST = 30
"""Levels that one expression may have."""

ARITIES: dict[str, tuple[int, int | None]] = {
    "and": (1, None),
    "or": (1, None),
    "not": (1, 1),
    "equal": (2, 2),
    "not_equal": (2, 2),
    "less": (2, 2),
    "at_most": (2, 2),
    "more": (2, 2),
    "at_least": (2, 2),
    "in": (2, 2),
    "contains": (2, 2),
    "add": (2, None),
    "subtract": (2, 2),
    "multiply": (2, 2),
    "rate_of": (2, 2),
    "cap_of": (2, 2),
    "share": (2, 2),
    "min": (1, None),
    "max": (1, None),
    "months_between": (2, 2),
    "age": (2, 2),
}
"""Operators over operands, with the least and the greatest number of operands (None: no limit)."""

OVER_LISTS = ("all", "any", "count", "sum")
RESERVED_NAMES = frozenset({"answers", "figures", "row"})
"""Names that the item of a list cannot take."""


@dataclass(frozen=True)
class Literal:
    """A value written in the rule."""

    type: Scalar
    value: int | Money | Rate | str | bool | date


@dataclass(frozen=True)
class ListLiteral:
    """Values written in the rule, all of one type."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class FactReference:
    """A fact, by its dotted path."""

    path: str


@dataclass(frozen=True)
class IsAnswered:
    """True when the fact has a value, false otherwise: never unknown."""

    path: str


@dataclass(frozen=True)
class Operation:
    """An operator of ARITIES and its operands."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class OverList:
    """all, any, count or sum over a list; `each` names the current item in `that` and in `of`.

    all, any: `that` is the condition. count: items for which `that` holds (all of them without it).
    sum: adds `of` for the items for which `that` holds; `gives` (money unless written 'integer') is its type, so
    that an empty list has a sum too.
    """

    operator: str
    over: Expression
    each: str
    that: Expression | None = None
    of: Expression | None = None
    gives: Scalar | None = None


Expression = Literal | ListLiteral | FactReference | IsAnswered | Operation | OverList
LITERALS = tuple(each.value for each in Scalar)
OPERATORS = (*LITERALS, "list", "fact", "is_answered", *ARITIES, *OVER_LISTS)


def read_expression(data: Any, path: str = "") -> Expression:
    """Parse stored JSON. Raises DefinitionRefused with the path of what cannot be understood."""
    return read_at(At(data, path))


def read_at(place: At, depth: int = 1) -> Expression:
    """Parse a piece of JSON at a known path."""
    if depth > DEEPEST:
        refuse(place.path, _("cette règle a trop de niveaux (%(most)s au plus).") % {"most": DEEPEST})
    if not isinstance(place.data, dict) or len(place.data) != 1:
        example = '{"fact": "application.base"}'
        refuse(
            place.path,
            _("un objet avec un seul opérateur est attendu, par exemple %(example)s.") % {"example": example},
        )
    (name,) = place.data
    if name not in OPERATORS:
        refuse(place.path, _("l’opérateur « %(word)s » n’existe pas.") % {"word": name} + did_you_mean(name, OPERATORS))
    inner = At(place.data[name], place.inside(name))
    if name in LITERALS:
        return _read_literal(Scalar(name), inner)
    if name == "list":
        return ListLiteral(tuple(read_at(each, depth + 1) for each in inner.items(least=1)))
    if name == "fact":
        return FactReference(inner.fact_path())
    if name == "is_answered":
        return IsAnswered(inner.fact_path())
    if name in OVER_LISTS:
        return _read_over_list(name, inner, depth)
    least, most = ARITIES[name]
    return Operation(name, tuple(read_at(each, depth + 1) for each in inner.items(least=least, most=most)))


def _read_literal(kind: Scalar, place: At) -> Literal:
    if kind is Scalar.TEXT:
        if not isinstance(place.data, str):
            refuse(place.path, _("un texte est attendu ici."))
        return Literal(kind, place.data)
    if kind is Scalar.BOOLEAN:
        return Literal(kind, place.boolean())
    if kind is Scalar.DATE:
        return Literal(kind, read_date(place))
    number = place.whole()
    return Literal(kind, {Scalar.MONEY: Money, Scalar.RATE: Rate}.get(kind, int)(number))


def read_date(place: At) -> date:
    """A day written '2021-06-01'."""
    try:
        if not isinstance(place.data, str) or not _DAY.fullmatch(place.data):
            raise ValueError
        return date.fromisoformat(place.data)
    except ValueError:
        refuse(place.path, _("une date s’écrit « 2021-06-01 »."))


def _read_over_list(name: str, place: At, depth: int) -> OverList:
    required = {"all": ("over", "each", "that"), "any": ("over", "each", "that"), "sum": ("over", "each", "of")}
    members = place.object(
        required=required.get(name, ("over",)),
        optional={
            "count": ("each", "that"),
            "sum": ("that", "gives"),
        }.get(name, ()),
    )
    each = members["each"].key() if "each" in members else "item"
    if each in RESERVED_NAMES:
        refuse(members["each"].path, _("le nom « %(word)s » est réservé.") % {"word": each})

    def member(key: str) -> Expression | None:
        return read_at(members[key], depth + 1) if key in members else None

    gives = None
    if name == "sum":
        gives = Scalar(members["gives"].one_of(("money", "integer"))) if "gives" in members else Scalar.MONEY
    return OverList(name, read_at(members["over"], depth + 1), each, member("that"), member("of"), gives)


def dump_expression(expression: Expression) -> dict[str, Any]:
    """The stored JSON: `read_expression(dump_expression(e)) == e`."""
    if isinstance(expression, Literal):
        return dump_literal(expression)
    if isinstance(expression, ListLiteral):
        return {"list": [dump_expression(each) for each in expression.items]}
    if isinstance(expression, FactReference):
        return {"fact": expression.path}
    if isinstance(expression, IsAnswered):
        return {"is_answered": expression.path}
    if isinstance(expression, Operation):
        return {expression.operator: [dump_expression(each) for each in expression.operands]}
    members: dict[str, Any] = {"over": dump_expression(expression.over), "each": expression.each}
    if expression.that is not None:
        members["that"] = dump_expression(expression.that)
    if expression.of is not None:
        members["of"] = dump_expression(expression.of)
    if expression.gives is not None:
        members["gives"] = expression.gives.value
    return {expression.operator: members}


def dump_literal(literal: Literal) -> dict[str, Any]:
    """{'money': 1250}, {'date': '2021-06-01'}…"""
    value = literal.value
    if isinstance(value, Money):
        return {"money": value.cents}
    if isinstance(value, Rate):
        return {"rate": value.basis_points}
    return {literal.type.value: value.isoformat() if isinstance(value, date) else value}


def children_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside."""
    if isinstance(expression, ListLiteral):
        return expression.items
    if isinstance(expression, Operation):
        return expression.operands
    if isinstance(expression, OverList):
        return tuple(each for each in (expression.over, expression.that, expression.of) if each is not None)
    return ()


def paths_read(expression: Expression, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The paths of the facts that an expression reads, in order, with repeats; items of lists are left out."""
    if isinstance(expression, FactReference | IsAnswered):
        if expression.path.split(".", 1)[0] not in bound:
            yield expression.path
        return
    if isinstance(expression, OverList):
        yield from paths_read(expression.over, bound)
        bound = bound | {expression.each}
        for each in (expression.that, expression.of):
            if each is not None:
                yield from paths_read(each, bound)
        return
    for each in children_of(expression):
        yield from paths_read(each, bound)
