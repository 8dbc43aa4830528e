"""What holds for every rule and every fact."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.questionnaires import (
    FAILED,
    SATISFIED,
    UNKNOWN,
    Fact,
    Facts,
    ListOf,
    Proof,
    Record,
    Scalar,
    Vocabulary,
    dump_expression,
    evaluate,
    read_expression,
    read_rule,
    truth,
    type_of,
)
from deffinum.foundation.values import Money, Rate, Text
from tests.foundation.questionnaires.examples import VOCABULARY, aid_cap_rule, nidaie, unhurried

Json = dict[str, Any]
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
NUMBERS = st.integers(-(10**17), 10**17) | st.integers(-5, 5)
TEXTS = st.sampled_from(["national", "regional", "27", "84", ""]) | st.text(max_size=5)
LITERALS: dict[Scalar, st.SearchStrategy[Json]] = {
    Scalar.INTEGER: NUMBERS.map(lambda number: {"integer": number}),
    Scalar.MONEY: NUMBERS.map(lambda number: {"money": number}),
    Scalar.RATE: st.integers(-10_000, 20_000).map(lambda number: {"rate": number}),
    Scalar.TEXT: TEXTS.map(lambda text: {"text": text}),
    Scalar.BOOLEAN: st.booleans().map(lambda value: {"boolean": value}),
    Scalar.DATE: DAYS.map(lambda day: {"date": day.isoformat()}),
}
ORDERED = (Scalar.INTEGER, Scalar.MONEY, Scalar.RATE, Scalar.DATE)


def with_facts(kind: Scalar, words: Vocabulary) -> st.SearchStrategy[Json]:
    paths = [each.path for each in words.facts if each.type == kind]
    facts = st.sampled_from(paths).map(lambda path: {"fact": path}) if paths else st.nothing()
    return LITERALS[kind] | facts


@cache
def tree(kind: Scalar, words: Vocabulary, depth: int) -> st.SearchStrategy[Json]:
    """Well-typed expressions of one type, as JSON."""
    leaf = with_facts(kind, words)
    if depth == 0:
        return leaf

    def inner(other: Scalar) -> st.SearchStrategy[Json]:
        return st.deferred(lambda: tree(other, words, depth - 1))

    def operation(name: str, *kinds: Scalar) -> st.SearchStrategy[Json]:
        return st.tuples(*(inner(each) for each in kinds)).map(lambda operands: {name: list(operands)})

    found = [leaf]
    if kind in ORDERED:
        found += [operation(name, kind, kind) for name in ("min", "max")]
    if kind in (Scalar.INTEGER, Scalar.MONEY):
        found += [operation(name, kind, kind) for name in ("add", "subtract")]
        found += [operation("multiply", Scalar.INTEGER, kind), over_partners("sum", kind, words, depth)]
    if kind is Scalar.INTEGER:
        found += [operation(name, Scalar.DATE, Scalar.DATE) for name in ("months_between", "age")]
        found.append(over_partners("count", Scalar.BOOLEAN, words, depth))
    if kind is Scalar.MONEY:
        found += [operation(name, Scalar.RATE, Scalar.MONEY) for name in ("rate_of", "cap_of")]
    if kind is Scalar.RATE:
        found.append(operation("share", Scalar.MONEY, Scalar.MONEY))
    if kind is Scalar.BOOLEAN:
        found += [operation(name, kind, kind) for name in ("and", "or")]
        found.append(operation("not", kind))
        found += [operation(name, each, each) for name in ("less", "at_most", "more", "at_least") for each in ORDERED]
        found += [operation(name, each, each) for name in ("equal", "not_equal") for each in Scalar]
        found += [over_partners(name, Scalar.BOOLEAN, words, depth) for name in ("all", "any")]
        found.append(operation("contains", Scalar.TEXT, Scalar.TEXT))
        found.append(inner(Scalar.TEXT).map(lambda each: {"in": [each, {"fact": "application.regions"}]}))
        found.append(st.sampled_from([each.path for each in words.facts]).map(lambda path: {"is_answered": path}))
    return st.one_of(found)


def over_partners(name: str, kind: Scalar, words: Vocabulary, depth: int) -> st.SearchStrategy[Json]:
    partners = VOCABULARY.by_path["partners"].type
    assert isinstance(partners, ListOf)
    assert isinstance(partners.item, Record)
    each = f"p{depth}"
    item = words.with_item(each, partners.item, Text("partenaire"))
    members = {"over": st.just({"fact": "partners"}), "each": st.just(each)}
    that = st.deferred(lambda: tree(Scalar.BOOLEAN, item, depth - 1))
    if name == "sum":
        of = st.deferred(lambda: tree(kind, item, depth - 1))
        fixed = {**members, "of": of, "gives": st.just(kind.value)}
        return st.fixed_dictionaries(fixed, optional={"that": that}).map(lambda found: {"sum": found})
    return st.fixed_dictionaries({**members, "that": that}).map(lambda found: {name: found})


CONDITIONS = tree(Scalar.BOOLEAN, VOCABULARY, 2)
VALUES: dict[Scalar, st.SearchStrategy[Any]] = {
    Scalar.INTEGER: NUMBERS,
    Scalar.MONEY: NUMBERS.map(Money),
    Scalar.RATE: st.integers(-10_000, 20_000).map(Rate),
    Scalar.TEXT: TEXTS,
    Scalar.BOOLEAN: st.booleans(),
    Scalar.DATE: DAYS,
}
STRANGE = st.sampled_from(
    [None, 1.5, "x", 7, True, Money(3), Rate(3), [], [None], {}, {"a": 1}, date(2021, 1, 1), object()]
)


def value_for(fact: Fact) -> st.SearchStrategy[Any]:
    """A right value, a missing one, or something that has nothing to do there."""
    if isinstance(fact.type, Scalar):
        return VALUES[fact.type] | STRANGE
    assert isinstance(fact.type, ListOf)
    if isinstance(fact.type.item, Record):
        return st.lists(records(fact.type.item.facts) | STRANGE, max_size=3) | STRANGE
    return st.lists(VALUES[fact.type.item] | STRANGE, max_size=3) | STRANGE


def records(facts: tuple[Fact, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Mappings where any member may be missing."""
    return st.fixed_dictionaries({}, optional={each.path: value_for(each) for each in facts})


FACTS = records(VOCABULARY.facts)


@unhurried
@given(CONDITIONS)
def test_every_well_typed_tree_is_read_checked_and_written_back(data: Json) -> None:
    expression = read_expression(data)
    assert type_of(expression, VOCABULARY) == Scalar.BOOLEAN
    again = read_expression(json.loads(json.dumps(dump_expression(expression))))
    assert again == expression
    assert dump_expression(again) == dump_expression(expression)


@unhurried
@given(CONDITIONS, FACTS)
def test_evaluation_never_raises_and_the_proof_agrees(data: Json, facts: dict[str, Any]) -> None:
    rule = read_rule(
        {"id": "r", "label": "R", "expression": data, "sentence_satisfied": "Oui.", "sentence_failed": "Non."}
    )
    proof = rule.evaluate(facts, VOCABULARY)
    expected = {True: SATISFIED, False: FAILED, None: UNKNOWN}[truth(rule.expression, Facts(facts))]
    assert proof.result == expected
    assert Proof.read(json.loads(json.dumps(proof.stored()))) == proof
    assert all(each.sentence.fr for each in proof.walk())
    assert all(each.sentence.in_language("en") for each in proof.walk())


@unhurried
@given(CONDITIONS, CONDITIONS, FACTS)
def test_de_morgan_holds_with_three_values(left: Json, right: Json, facts: dict[str, Any]) -> None:
    known = Facts(facts)
    neither = read_expression({"not": [{"and": [left, right]}]})
    either = read_expression({"or": [{"not": [left]}, {"not": [right]}]})
    assert evaluate(neither, known) is evaluate(either, known)
    twice = read_expression({"not": [{"not": [left]}]})
    assert truth(twice, known) is truth(read_expression(left), known)


@unhurried
@given(FACTS, st.data())
def test_all_is_the_negation_of_any_not(facts: dict[str, Any], data: st.DataObject) -> None:
    every = data.draw(over_partners("all", Scalar.BOOLEAN, VOCABULARY, 2))
    members = every["all"]
    none = {"not": [{"any": {**members, "that": {"not": [members["that"]]}}}]}
    known = Facts(facts)
    assert evaluate(read_expression(every), known) is evaluate(read_expression(none), known)


@unhurried
@given(CONDITIONS, st.fixed_dictionaries({"application.base": VALUES[Scalar.MONEY]}), FACTS)
def test_more_facts_never_change_a_known_verdict(data: Json, few: dict[str, Any], more: dict[str, Any]) -> None:
    """Learning something can only settle what was unknown, except where a rule asks whether it is answered."""
    expression = read_expression(data)
    before = truth(expression, Facts(few))
    if before is not None and "is_answered" not in json.dumps(data):
        assert truth(expression, Facts({**more, **few})) is before


@unhurried
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**6))
def test_the_cap_is_monotone(base: int, aid: int, less: int) -> None:
    """Asking less, or for a larger base, never turns an accepted aid into a refused one."""
    rule = read_rule(aid_cap_rule())
    if rule.evaluate(nidaie(Money(aid), Money(base)), VOCABULARY).result == SATISFIED:
        assert rule.evaluate(nidaie(Money(max(aid - less, 0)), Money(base)), VOCABULARY).result == SATISFIED
        assert rule.evaluate(nidaie(Money(aid), Money(base + less)), VOCABULARY).result == SATISFIED


@unhurried
@given(st.integers(0, 10**12))
def test_the_cap_itself_passes_and_one_cent_more_fails(base: int) -> None:
    rule = read_rule(aid_cap_rule())
    cap = Rate(7000).cap_of(Money(base))
    assert rule.evaluate(nidaie(cap, Money(base)), VOCABULARY).result == SATISFIED
    assert rule.evaluate(nidaie(cap + Money(1), Money(base)), VOCABULARY).result == FAILED
