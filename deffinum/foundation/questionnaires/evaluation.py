"""Read facts and evaluate: three-valued, never a crash.

A value is a typed Python value, or None when it is not known yet. A fact that is missing, or whose value has an
unexpected type, is not known. What cannot be computed (share of zero, a number beyond 10^18) is not known either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from deffinum.foundation.questionnaires.expressions import (
    Expression,
    FactReference,
    IsAnswered,
    ListLiteral,
    Literal,
    OverList,
)
from deffinum.foundation.questionnaires.vocabulary import Scalar
from deffinum.foundation.values import Money, Rate

LARGEST = 10**18
Value = Any
"""int | Money | Rate | str | bool | date | tuple of values | Mapping of members | None (not known)."""


@dataclass(frozen=True)
class Facts:
    """The facts of one evaluation: nested mappings, or flat ones keyed by dotted path, or both."""

    values: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Any] = field(default_factory=dict)
    """Current items of lists, by name."""

    def value_of(self, path: str) -> Value:
        """The value at a dotted path; None when it is not known."""
        root = path.split(".", 1)[0]
        source = self.items if root in self.items else self.values
        if path in source:
            return plain(source[path])
        found: Any = source
        for word in path.split("."):
            if not isinstance(found, Mapping) or word not in found:
                return None
            found = found[word]
        return plain(found)

    def with_item(self, name: str, item: Any) -> Facts:
        """With the current item of a list."""
        return Facts(self.values, {**self.items, name: item})

    def plus(self, values: Mapping[str, Any]) -> Facts:
        """With more top-level facts."""
        return Facts({**self.values, **values}, self.items)


def plain(value: Any) -> Value:
    """The value when it is one that rules understand, else None (a float, an instant, a foreign object)."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= LARGEST else None
    if isinstance(value, Money):
        return value if abs(value.cents) <= LARGEST else None
    if isinstance(value, Rate):
        return value if abs(value.basis_points) <= LARGEST else None
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    if isinstance(value, list | tuple):
        return tuple(plain(each) for each in value)
    return value if isinstance(value, Mapping) else None


def is_known(value: Value) -> bool:
    """Answered: neither missing, nor an empty text, nor an empty list."""
    return value is not None and value not in ("", ())


def evaluate(expression: Expression, facts: Facts) -> Value:
    """The value of an expression, None when it is not known yet."""
    if isinstance(expression, Literal):
        return plain(expression.value)
    if isinstance(expression, FactReference):
        return facts.value_of(expression.path)
    if isinstance(expression, IsAnswered):
        return is_known(facts.value_of(expression.path))
    if isinstance(expression, ListLiteral):
        return tuple(evaluate(each, facts) for each in expression.items)
    if isinstance(expression, OverList):
        return _over_list(expression, facts)
    values = tuple(evaluate(each, facts) for each in expression.operands)
    if expression.operator in _LOGIC:
        return _LOGIC[expression.operator]([each if isinstance(each, bool) else None for each in values])
    if any(each is None for each in values):
        return None
    return plain(_APPLY[expression.operator](*values))


def truth(expression: Expression, facts: Facts) -> bool | None:
    """The value of a condition: True, False, or None when it is not known yet."""
    value = evaluate(expression, facts)
    return value if isinstance(value, bool) else None


def conjunction(values: list[bool | None]) -> bool | None:
    """Three-valued "and": one False decides."""
    if any(each is False for each in values):
        return False
    return None if any(each is None for each in values) else True


def disjunction(values: list[bool | None]) -> bool | None:
    """Three-valued "or": one True decides."""
    if any(each is True for each in values):
        return True
    return None if any(each is None for each in values) else False


def negation(values: list[bool | None]) -> bool | None:
    """Three-valued "not"."""
    return None if values[0] is None else not values[0]


_LOGIC: dict[str, Callable[[list[bool | None]], bool | None]] = {
    "and": conjunction,
    "or": disjunction,
    "not": negation,
}


def items_of(expression: OverList, facts: Facts) -> tuple[Value, ...] | None:
    """The items of the list, None when the list is not known."""
    found = evaluate(expression.over, facts)
    return found if isinstance(found, tuple) else None


def _over_list(expression: OverList, facts: Facts) -> Value:
    items = items_of(expression, facts)
    if items is None:
        return None
    inner = [facts.with_item(expression.each, each) for each in items]
    kept: list[bool | None] = [True] * len(inner)
    if expression.that is not None:
        kept = [truth(expression.that, each) for each in inner]
    if expression.operator == "all":
        return conjunction(kept)
    if expression.operator == "any":
        return disjunction(kept)
    if any(each is None for each in kept):
        return None
    chosen = [each for each, keep in zip(inner, kept, strict=True) if keep]
    if expression.operator == "count":
        return len(chosen)
    return _sum(chosen, expression)


def _sum(chosen: list[Facts], expression: OverList) -> Value:
    zero: Value = 0 if expression.gives is Scalar.INTEGER else Money(0)
    values = [zero, *(evaluate(expression.of, each) for each in chosen if expression.of is not None)]
    return None if any(each is None for each in values) else plain(_add(*values))


def _alike(values: tuple[Value, ...], *kinds: type) -> bool:
    return type(values[0]) in kinds and all(type(each) is type(values[0]) for each in values)


def _add(*values: Value) -> Value:
    if _alike(values, int):
        return sum(values)
    return Money(sum(each.cents for each in values)) if _alike(values, Money) else None


def _subtract(left: Value, right: Value) -> Value:
    return left - right if _alike((left, right), int, Money) else None


def _multiply(left: Value, right: Value) -> Value:
    kinds = (type(left), type(right))
    if kinds == (int, int):
        return left * right
    if kinds == (int, Money):
        return Money(left * right.cents)
    return Money(left.cents * right) if kinds == (Money, int) else None


def _equal(left: Value, right: Value) -> bool | None:
    return left == right if _alike((left, right), int, Money, Rate, str, bool, date) else None


def _compared(test: Callable[[Value, Value], bool]) -> Callable[[Value, Value], bool | None]:
    return lambda left, right: test(left, right) if _alike((left, right), int, Money, Rate, date) else None


def _in(part: Value, whole: Value) -> bool | None:
    return disjunction([_equal(part, each) for each in whole]) if isinstance(whole, tuple) else None


def _contains(whole: Value, part: Value) -> bool | None:
    if isinstance(whole, str) and isinstance(part, str):
        return part.casefold() in whole.casefold()
    return _in(part, whole)


def _of_rate(rule: Callable[[Rate, Money], Money]) -> Callable[[Value, Value], Money | None]:
    return lambda rate, base: rule(rate, base) if type(rate) is Rate and type(base) is Money else None


def _share(part: Value, whole: Value) -> Rate | None:
    """Part in whole, rounded half up to the basis point; not known when the whole is not positive."""
    if _alike((part, whole), int):
        return Rate.between(Money(part), Money(whole))
    return Rate.between(part, whole) if _alike((part, whole), Money) else None


def _extreme(choose: Callable[[tuple[Value, ...]], Value]) -> Callable[..., Value]:
    def apply(*values: Value) -> Value:
        candidates = values[0] if len(values) == 1 and isinstance(values[0], tuple) else values
        return choose(candidates) if candidates and _alike(candidates, int, Money, Rate, date) else None

    return apply


def whole_months(start: date, end: date) -> int:
    """Complete months from a day to a day (end not counted); negative when the end comes first.

    From 31 January to 28 February there is no complete month; from 15 January to 15 February there is one.
    """
    if end < start:
        return -whole_months(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (1 if end.day < start.day else 0)


def _months_between(start: Value, end: Value) -> int | None:
    return whole_months(start, end) if _alike((start, end), date) else None


def _age(birth: Value, on: Value) -> int | None:
    """Complete years; not known when the day comes before the birth (or creation)."""
    return whole_months(birth, on) // 12 if _alike((birth, on), date) and on >= birth else None


def _different(left: Value, right: Value) -> bool | None:
    same = _equal(left, right)
    return None if same is None else not same


_APPLY: dict[str, Callable[..., Value]] = {
    "equal": _equal,
    "not_equal": _different,
    "less": _compared(lambda left, right: left < right),
    "at_most": _compared(lambda left, right: left <= right),
    "more": _compared(lambda left, right: left > right),
    "at_least": _compared(lambda left, right: left >= right),
    "in": _in,
    "contains": _contains,
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "rate_of": _of_rate(Rate.of),
    "cap_of": _of_rate(Rate.cap_of),
    "share": _share,
    "min": _extreme(min),
    "max": _extreme(max),
    "months_between": _months_between,
    "age": _age,
}
"""Each operator on known values; None: cannot be computed."""
