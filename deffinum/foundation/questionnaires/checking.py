"""The static check of rules, done before publication: unknown facts and wrong types are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from deffinum.foundation.questionnaires.expressions import (
    Expression,
    FactReference,
    IsAnswered,
    ListLiteral,
    Literal,
    Operation,
    OverList,
)
from deffinum.foundation.questionnaires.strict import DefinitionRefused, Problem, did_you_mean, refuse
from deffinum.foundation.questionnaires.vocabulary import (
    ORDERED,
    ListOf,
    Record,
    Scalar,
    Type,
    Vocabulary,
    type_name,
)

Types = tuple[Type, ...]
_NUMBERS = frozenset({Scalar.INTEGER, Scalar.MONEY})


def _same(types: Types, allowed: frozenset[Scalar]) -> bool:
    return types[0] in allowed and all(each == types[0] for each in types)


def _same_scalars(types: Types) -> Type | None:
    return Scalar.BOOLEAN if _same(types, frozenset(Scalar)) else None


def _ordered(types: Types) -> Type | None:
    return Scalar.BOOLEAN if _same(types, ORDERED) else None


def _sum_of(types: Types) -> Type | None:
    return types[0] if _same(types, _NUMBERS) else None


def _product(types: Types) -> Type | None:
    if types == (Scalar.INTEGER, Scalar.INTEGER):
        return Scalar.INTEGER
    return Scalar.MONEY if set(types) == {Scalar.INTEGER, Scalar.MONEY} else None


def _extreme(types: Types) -> Type | None:
    if len(types) == 1 and isinstance(types[0], ListOf):
        return types[0].item if types[0].item in ORDERED else None
    return types[0] if _same(types, ORDERED) else None


def _contains(types: Types) -> Type | None:
    whole, part = types
    inside = isinstance(whole, ListOf) and isinstance(part, Scalar) and whole.item == part
    return Scalar.BOOLEAN if inside or types == (Scalar.TEXT, Scalar.TEXT) else None


def _in(types: Types) -> Type | None:
    part, whole = types
    return Scalar.BOOLEAN if isinstance(whole, ListOf) and isinstance(part, Scalar) and whole.item == part else None


def _exactly(*wanted: Type, gives: Type) -> Callable[[Types], Type | None]:
    return lambda types: gives if types == wanted else None


def _logic(types: Types) -> Type | None:
    return Scalar.BOOLEAN if all(each is Scalar.BOOLEAN for each in types) else None


def _share(types: Types) -> Type | None:
    return Scalar.RATE if len(types) == 2 and _same(types, _NUMBERS) else None


SIGNATURES: dict[str, Callable[[Types], Type | None]] = {
    "and": _logic,
    "or": _logic,
    "not": _logic,
    "equal": _same_scalars,
    "not_equal": _same_scalars,
    "less": _ordered,
    "at_most": _ordered,
    "more": _ordered,
    "at_least": _ordered,
    "in": _in,
    "contains": _contains,
    "add": _sum_of,
    "subtract": _sum_of,
    "multiply": _product,
    "rate_of": _exactly(Scalar.RATE, Scalar.MONEY, gives=Scalar.MONEY),
    "cap_of": _exactly(Scalar.RATE, Scalar.MONEY, gives=Scalar.MONEY),
    "share": _share,
    "min": _extreme,
    "max": _extreme,
    "months_between": _exactly(Scalar.DATE, Scalar.DATE, gives=Scalar.INTEGER),
    "age": _exactly(Scalar.DATE, Scalar.DATE, gives=Scalar.INTEGER),
}
"""The type that each operator gives for the types of its operands; None: refused."""


def _wanted(operator: str) -> str:
    """What an operator takes, in words."""
    groups: tuple[tuple[tuple[str, ...], str], ...] = (
        (("and", "or", "not"), _("des conditions (oui ou non)")),
        (("equal", "not_equal"), _("deux valeurs simples du même type")),
        (("less", "at_most", "more", "at_least"), _("deux nombres, deux montants, deux taux ou deux dates")),
        (("in",), _("une valeur, puis une liste de valeurs du même type")),
        (("contains",), _("une liste puis une valeur du même type, ou deux textes")),
        (("add", "subtract"), _("des nombres entiers, ou des montants")),
        (("multiply",), _("deux nombres entiers, ou un nombre entier et un montant")),
        (("rate_of", "cap_of"), _("un taux, puis un montant")),
        (("share",), _("deux montants, ou deux nombres entiers")),
        (("min", "max"), _("une liste, ou des valeurs d’un même type qui s’ordonne")),
        (("months_between", "age"), _("deux dates")),
    )
    return next(words for operators, words in groups if operator in operators)


def type_of(expression: Expression, vocabulary: Vocabulary, path: str = "") -> Type:
    """The type of an expression. Raises DefinitionRefused: an unknown fact or a wrong type, with its path."""
    if isinstance(expression, Literal):
        return expression.type
    if isinstance(expression, FactReference):
        return _type_of_fact(expression.path, vocabulary, f"{path}.fact")
    if isinstance(expression, IsAnswered):
        _type_of_fact(expression.path, vocabulary, f"{path}.is_answered")
        return Scalar.BOOLEAN
    if isinstance(expression, ListLiteral):
        types = [type_of(each, vocabulary, f"{path}.list[{rank}]") for rank, each in enumerate(expression.items)]
        first = types[0]
        if not isinstance(first, Scalar) or any(each != first for each in types):
            refuse(f"{path}.list", _("une liste écrite dans une règle contient des valeurs simples d’un seul type."))
        return ListOf(first)
    if isinstance(expression, Operation):
        return _type_of_operation(expression, vocabulary, path)
    return _type_of_over_list(expression, vocabulary, f"{path}.{expression.operator}")


def _type_of_fact(name: str, vocabulary: Vocabulary, path: str) -> Type:
    fact = vocabulary.by_path.get(name)
    if fact is None:
        refuse(
            path,
            _("« %(fact)s » n’existe pas dans le vocabulaire.") % {"fact": name}
            + did_you_mean(name, vocabulary.by_path),
        )
    return fact.type


def _type_of_operation(expression: Operation, vocabulary: Vocabulary, path: str) -> Type:
    types = tuple(
        type_of(each, vocabulary, f"{path}.{expression.operator}[{rank}]")
        for rank, each in enumerate(expression.operands)
    )
    result = SIGNATURES[expression.operator](types)
    if result is None:
        refuse(
            f"{path}.{expression.operator}",
            _("« %(operator)s » attend %(wanted)s ; il reçoit : %(found)s.")
            % {
                "operator": expression.operator,
                "wanted": _wanted(expression.operator),
                "found": ", ".join(type_name(each) for each in types),
            },
        )
    return result


def item_vocabulary(expression: OverList, vocabulary: Vocabulary, item: Scalar | Record) -> Vocabulary:
    """The vocabulary in which `that` and `of` are read: the current item is added under its name."""
    over = expression.over
    source = over.path if isinstance(over, FactReference) else ""
    return vocabulary.with_item(expression.each, item, vocabulary.label_of(source), vocabulary.choices_of(source))


def _type_of_over_list(expression: OverList, vocabulary: Vocabulary, path: str) -> Type:
    kind = type_of(expression.over, vocabulary, f"{path}.over")
    if not isinstance(kind, ListOf):
        refuse(f"{path}.over", _("une liste est attendue ; il y a ici %(found)s.") % {"found": type_name(kind)})
    if expression.each in vocabulary.roots:
        refuse(f"{path}.each", _("le nom « %(word)s » est déjà celui d’un fait.") % {"word": expression.each})
    inner = item_vocabulary(expression, vocabulary, kind.item)
    if expression.that is not None:
        require(Scalar.BOOLEAN, expression.that, inner, f"{path}.that")
    if expression.operator == "sum" and expression.of is not None:
        wanted = expression.gives or Scalar.MONEY
        require(wanted, expression.of, inner, f"{path}.of")
        return wanted
    return Scalar.INTEGER if expression.operator == "count" else Scalar.BOOLEAN


def require(wanted: Type, expression: Expression, vocabulary: Vocabulary, path: str) -> None:
    """Refuse an expression of another type."""
    found = type_of(expression, vocabulary, path)
    if found != wanted:
        refuse(
            path,
            _("il faut ici %(wanted)s ; il y a %(found)s.") % {"wanted": type_name(wanted), "found": type_name(found)},
        )


def problems_of(*checks: Callable[[], object]) -> Iterator[Problem]:
    """Run checks and give every problem found, in order."""
    for check in checks:
        try:
            check()
        except DefinitionRefused as error:
            yield from error.problems
