"""Every operator: its value, what it gives when something is missing, and what the type check refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from deffinum.foundation.questionnaires import (
    DefinitionRefused,
    Facts,
    ListOf,
    Scalar,
    dump_expression,
    evaluate,
    read_expression,
    truth,
    type_of,
)
from deffinum.foundation.values import Money, Rate
from tests.foundation.questionnaires.examples import VOCABULARY

BASE = {"fact": "application.base"}
PARTNERS = {"fact": "partners"}
FACTS = {
    "application": {
        "base": Money.euros(1000),
        "months": 24,
        "scope": "national",
        "regions": ["27", "84"],
        "starts": date(2021, 1, 31),
        "ends": date(2021, 2, 28),
    },
    "partners": [
        {"name": "A", "kind": "training", "base": Money(10050), "months": 12, "agreed": True},
        {"name": "B", "kind": "lab", "base": Money(20000), "months": 24, "agreed": False},
        {"name": "C", "kind": "training", "base": Money(5), "months": 6, "agreed": True},
    ],
}


def integer(number: int) -> dict[str, int]:
    return {"integer": number}


def money(cents: int) -> dict[str, int]:
    return {"money": cents}


def over(operator: str, **members: Any) -> dict[str, Any]:
    return {operator: {"over": PARTNERS, "each": "partner", **members}}


TRAINING = {"equal": [{"fact": "partner.kind"}, {"text": "training"}]}
AGREED = {"fact": "partner.agreed"}
VALUES: list[tuple[dict[str, Any], Any, Any]] = [
    (integer(3), 3, Scalar.INTEGER),
    (money(125), Money(125), Scalar.MONEY),
    ({"rate": 7000}, Rate(7000), Scalar.RATE),
    ({"text": "é"}, "é", Scalar.TEXT),
    ({"boolean": False}, False, Scalar.BOOLEAN),
    ({"date": "2021-06-01"}, date(2021, 6, 1), Scalar.DATE),
    ({"list": [integer(1), integer(2)]}, (1, 2), ListOf(Scalar.INTEGER)),
    (BASE, Money.euros(1000), Scalar.MONEY),
    ({"and": [{"boolean": True}, {"boolean": True}]}, True, Scalar.BOOLEAN),
    ({"or": [{"boolean": False}, {"boolean": True}]}, True, Scalar.BOOLEAN),
    ({"not": [{"boolean": True}]}, False, Scalar.BOOLEAN),
    ({"equal": [{"text": "a"}, {"text": "a"}]}, True, Scalar.BOOLEAN),
    ({"not_equal": [integer(1), integer(1)]}, False, Scalar.BOOLEAN),
    ({"less": [money(1), money(2)]}, True, Scalar.BOOLEAN),
    ({"less": [money(2), money(2)]}, False, Scalar.BOOLEAN),
    ({"at_most": [{"rate": 1}, {"rate": 1}]}, True, Scalar.BOOLEAN),
    ({"more": [integer(2), integer(2)]}, False, Scalar.BOOLEAN),
    ({"at_least": [{"date": "2021-06-01"}, {"date": "2021-06-01"}]}, True, Scalar.BOOLEAN),
    ({"in": [{"fact": "application.scope"}, {"list": [{"text": "national"}]}]}, True, Scalar.BOOLEAN),
    ({"contains": [{"fact": "application.regions"}, {"text": "84"}]}, True, Scalar.BOOLEAN),
    ({"contains": [{"fact": "application.regions"}, {"text": "8"}]}, False, Scalar.BOOLEAN),
    ({"contains": [{"text": "Réalité VIRTUELLE"}, {"text": "virtuelle"}]}, True, Scalar.BOOLEAN),
    ({"add": [money(1), money(2), money(3)]}, Money(6), Scalar.MONEY),
    ({"add": [integer(1), integer(2)]}, 3, Scalar.INTEGER),
    ({"subtract": [money(1), money(2)]}, Money(-1), Scalar.MONEY),
    ({"multiply": [integer(3), money(5)]}, Money(15), Scalar.MONEY),
    ({"multiply": [money(5), integer(3)]}, Money(15), Scalar.MONEY),
    ({"multiply": [integer(3), integer(5)]}, 15, Scalar.INTEGER),
    ({"rate_of": [{"rate": 3333}, money(10050)]}, Money(3350), Scalar.MONEY),
    ({"rate_of": [{"rate": 5000}, money(1)]}, Money(1), Scalar.MONEY),
    ({"cap_of": [{"rate": 7000}, money(692813500)]}, Money(484969500), Scalar.MONEY),
    ({"share": [money(1), money(3)]}, Rate(3333), Scalar.RATE),
    ({"share": [integer(2), integer(3)]}, Rate(6667), Scalar.RATE),
    ({"min": [money(3), money(2)]}, Money(2), Scalar.MONEY),
    ({"max": [{"list": [integer(3), integer(7)]}]}, 7, Scalar.INTEGER),
    ({"max": [{"date": "2021-06-01"}, {"date": "2021-06-02"}]}, date(2021, 6, 2), Scalar.DATE),
    ({"months_between": [{"date": "2021-01-15"}, {"date": "2022-02-15"}]}, 13, Scalar.INTEGER),
    ({"months_between": [{"fact": "application.starts"}, {"fact": "application.ends"}]}, 0, Scalar.INTEGER),
    ({"months_between": [{"date": "2022-02-15"}, {"date": "2021-01-15"}]}, -13, Scalar.INTEGER),
    ({"age": [{"date": "2000-02-29"}, {"date": "2021-02-28"}]}, 20, Scalar.INTEGER),
    ({"age": [{"date": "2000-02-29"}, {"date": "2021-03-01"}]}, 21, Scalar.INTEGER),
    ({"is_answered": "application.base"}, True, Scalar.BOOLEAN),
    ({"is_answered": "application.aid"}, False, Scalar.BOOLEAN),
    (over("all", that={"at_least": [{"fact": "partner.months"}, integer(6)]}), True, Scalar.BOOLEAN),
    (over("all", that=AGREED), False, Scalar.BOOLEAN),
    (over("any", that={"equal": [{"fact": "partner.kind"}, {"text": "lab"}]}), True, Scalar.BOOLEAN),
    (over("count"), 3, Scalar.INTEGER),
    (over("count", that=TRAINING), 2, Scalar.INTEGER),
    (over("sum", of={"fact": "partner.base"}), Money(30055), Scalar.MONEY),
    (over("sum", of={"fact": "partner.base"}, that=TRAINING), Money(10055), Scalar.MONEY),
    (over("sum", of={"fact": "partner.months"}, gives="integer"), 42, Scalar.INTEGER),
    (over("sum", of={"fact": "partner.base"}, that={"boolean": False}), Money(0), Scalar.MONEY),
    ({"count": {"over": {"fact": "application.regions"}, "that": {"equal": [{"fact": "item"}, {"text": "27"}]}}}, 1,
     Scalar.INTEGER),
]  # fmt: skip


@pytest.mark.parametrize(("data", "value", "kind"), VALUES, ids=lambda each: str(each)[:60])
def test_value_type_and_round_trip(data: dict[str, Any], value: Any, kind: Any) -> None:
    expression = read_expression(data)
    found = evaluate(expression, Facts(FACTS))
    assert found == value
    assert type(found) is type(value)
    assert type_of(expression, VOCABULARY) == kind
    assert read_expression(dump_expression(expression)) == expression


MAYBE, TRUE, FALSE = {"fact": "application.consortium"}, {"boolean": True}, {"boolean": False}
UNKNOWN_MONEY = {"fact": "application.aid"}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"and": [MAYBE, TRUE]}, None),
        ({"and": [MAYBE, FALSE]}, False),
        ({"or": [MAYBE, FALSE]}, None),
        ({"or": [MAYBE, TRUE]}, True),
        ({"not": [MAYBE]}, None),
        ({"equal": [MAYBE, MAYBE]}, None),
        ({"less": [UNKNOWN_MONEY, money(1)]}, None),
        ({"add": [UNKNOWN_MONEY, money(1)]}, None),
        ({"cap_of": [{"rate": 7000}, UNKNOWN_MONEY]}, None),
        ({"min": [UNKNOWN_MONEY, money(1)]}, None),
        ({"share": [money(1), money(0)]}, None),
        ({"share": [money(1), money(-5)]}, None),
        ({"age": [{"date": "2021-01-02"}, {"date": "2021-01-01"}]}, None),
        ({"in": [UNKNOWN_MONEY, {"list": [money(1)]}]}, None),
        ({"in": [money(1), {"list": [UNKNOWN_MONEY, money(1)]}]}, True),
        ({"in": [money(2), {"list": [UNKNOWN_MONEY, money(1)]}]}, None),
        ({"all": {"over": {"fact": "nobody"}, "each": "x", "that": TRUE}}, None),
        (over("all", that={"more": [{"fact": "partner.created"}, {"date": "2020-01-01"}]}), None),
        (over("sum", of={"fact": "partner.created"}), None),
        ({"multiply": [integer(10**17), integer(10**17)]}, None),
    ],
    ids=lambda each: str(each)[:60],
)
def test_what_is_not_known_yet_is_said_and_never_guessed(data: dict[str, Any], value: Any) -> None:
    assert evaluate(read_expression(data), Facts(FACTS)) is value


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ({"partners": []}, (True, False, 0, Money(0))),
        ({"partners": ()}, (True, False, 0, Money(0))),
        ({}, (None, None, None, None)),
        ({"partners": "A"}, (None, None, None, None)),
    ],
)
def test_empty_lists_are_known_and_missing_lists_are_not(facts: dict[str, Any], value: Any) -> None:
    trees = (
        over("all", that=AGREED),
        over("any", that=AGREED),
        over("count"),
        over("sum", of={"fact": "partner.base"}),
    )
    assert tuple(evaluate(read_expression(each), Facts(facts)) for each in trees) == value


@pytest.mark.parametrize("strange", [12.5, datetime(2021, 1, 1, tzinfo=UTC), object(), b"x", 10**30, Money(10**19)])
def test_a_fact_of_an_unexpected_type_is_not_known(strange: object) -> None:
    for operator in ("less", "at_most", "more", "at_least", "equal"):
        tree = read_expression({operator: [BASE, money(1)]})
        assert truth(tree, Facts({"application": {"base": strange}})) is None


def test_facts_may_be_flat_or_nested() -> None:
    assert Facts({"application.base": Money(5)}).value_of("application.base") == Money(5)
    assert Facts({"application": {"base": Money(5)}}).value_of("application.base") == Money(5)
    assert Facts({"application": 3}).value_of("application.base") is None


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("application.base", ""),
        ({}, ""),
        ({"fact": "a", "text": "b"}, ""),
        ({"unknown": 1}, ""),
        ({"integer": 1.5}, "integer"),
        ({"integer": True}, "integer"),
        ({"money": "12"}, "money"),
        ({"money": 10**18}, "money"),
        ({"rate": 0.7}, "rate"),
        ({"text": 5}, "text"),
        ({"boolean": 1}, "boolean"),
        ({"date": "2021-13-01"}, "date"),
        ({"date": "2021-W01-1"}, "date"),
        ({"date": "01/06/2021"}, "date"),
        ({"list": []}, "list"),
        ({"fact": "Application.base"}, "fact"),
        ({"fact": "application..base"}, "fact"),
        ({"is_answered": {"fact": "a"}}, "is_answered"),
        ({"and": []}, "and"),
        ({"not": {"boolean": True}}, "not"),
        ({"not": [TRUE, TRUE]}, "not"),
        ({"less": [integer(1)]}, "less"),
        ({"less": [integer(1), {"integer": "2"}]}, "less[1].integer"),
        ({"all": {"over": PARTNERS, "that": TRUE}}, "all.each"),
        ({"sum": {"over": PARTNERS, "each": "p"}}, "sum.of"),
        ({"sum": {"over": PARTNERS, "each": "p", "of": BASE, "gives": "rate"}}, "sum.gives"),
        ({"any": {"over": PARTNERS, "each": "answers", "that": TRUE}}, "any.each"),
        ({"count": {"over": PARTNERS, "where": TRUE}}, "count.where"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_with_its_path(data: Any, path: str) -> None:
    with pytest.raises(DefinitionRefused) as refusal:
        read_expression(data)
    (problem,) = refusal.value.problems
    assert problem.path == path
    assert problem.message


def test_a_tree_that_is_too_deep_is_refused() -> None:
    data: dict[str, Any] = TRUE
    for _level in range(2000):
        data = {"not": [data]}
    with pytest.raises(DefinitionRefused):
        read_expression(data)


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ({"equal": [integer(1), money(1)]}, "rule.equal", "un nombre entier, un montant"),
        ({"less": [{"text": "a"}, {"text": "b"}]}, "rule.less", "deux nombres"),
        ({"less": [TRUE, FALSE]}, "rule.less", "oui ou non"),
        ({"equal": [PARTNERS, PARTNERS]}, "rule.equal", "une liste (une ligne)"),
        ({"and": [integer(1)]}, "rule.and", "des conditions"),
        ({"not": [BASE]}, "rule.not", "des conditions"),
        ({"add": [{"rate": 1}, {"rate": 1}]}, "rule.add", "un taux"),
        ({"add": [integer(1), money(1)]}, "rule.add", "un montant"),
        ({"subtract": [{"date": "2021-01-01"}, integer(1)]}, "rule.subtract", "une date"),
        ({"multiply": [money(1), money(1)]}, "rule.multiply", "un montant"),
        ({"rate_of": [money(1), {"rate": 1}]}, "rule.rate_of", "un taux, puis un montant"),
        ({"cap_of": [{"rate": 1}, integer(1)]}, "rule.cap_of", "un taux, puis un montant"),
        ({"share": [money(1), integer(1)]}, "rule.share", "deux montants"),
        ({"min": [{"text": "a"}]}, "rule.min", "qui s’ordonne"),
        ({"max": [PARTNERS]}, "rule.max", "une liste"),
        ({"in": [integer(1), {"list": [money(1)]}]}, "rule.in", "une liste de valeurs du même type"),
        ({"contains": [integer(1), integer(1)]}, "rule.contains", "une liste"),
        ({"months_between": [integer(1), integer(1)]}, "rule.months_between", "deux dates"),
        ({"age": [BASE, BASE]}, "rule.age", "deux dates"),
        ({"list": [integer(1), money(1)]}, "rule.list", "un seul type"),
        ({"is_answered": "application.nothing"}, "rule.is_answered", "n’existe pas"),
        (
            {"not": [{"fact": "application.consortum"}]},
            "rule.not[0].fact",
            "Vouliez-vous dire « application.consortium »",
        ),
        (over("all", that=BASE), "rule.all.that", "il faut ici oui ou non"),
        (over("all", that={"fact": "partner.colour"}), "rule.all.that.fact", "« partner.colour »"),
        (over("sum", of={"fact": "partner.months"}), "rule.sum.of", "il faut ici un montant"),
        ({"count": {"over": BASE}}, "rule.count.over", "une liste est attendue"),
        ({"any": {"over": PARTNERS, "each": "application", "that": TRUE}}, "rule.any.each", "déjà celui d’un fait"),
    ],
    ids=lambda each: str(each)[:60],
)
def test_the_type_check_names_the_path_and_what_is_wrong(data: dict[str, Any], path: str, words: str) -> None:
    with translation.override("fr"), pytest.raises(DefinitionRefused) as refusal:
        type_of(read_expression(data), VOCABULARY, "rule")
    (problem,) = refusal.value.problems
    assert problem.path == path
    assert words in problem.message
