"""Build the proof tree of a condition: one branch a condition inside it, each with its generic sentence.

The sentences are bilingual data, not catalogue entries: a proof is stored with a decision and must hold both
languages whatever the state of the catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deffinum.foundation.questionnaires.checking import item_vocabulary
from deffinum.foundation.questionnaires.display import displayed, filled, raw_json
from deffinum.foundation.questionnaires.evaluation import (
    Facts,
    Value,
    conjunction,
    disjunction,
    evaluate,
    is_known,
    items_of,
    negation,
    truth,
)
from deffinum.foundation.questionnaires.expressions import (
    Expression,
    FactReference,
    IsAnswered,
    Literal,
    Operation,
    OverList,
)
from deffinum.foundation.questionnaires.proofs import SATISFIED, Proof, ProofValue, result_of
from deffinum.foundation.questionnaires.vocabulary import ListOf, Record, Scalar, Vocabulary
from deffinum.foundation.values import Text

MOST_ITEMS = 100
"""Items of one list shown in a proof; the verdict always counts them all."""

_ALL = Text(
    "Toutes les conditions suivantes : {done} sur {count} remplies.",
    "All of the following conditions: {done} of {count} met.",
)
_ONE = Text(
    "Au moins une des conditions suivantes : {done} sur {count} remplies.",
    "At least one of the following conditions: {done} of {count} met.",
)
_NOT = Text(
    "Attendu : que la condition suivante ne soit pas remplie.", "Expected: that the following condition is not met."
)
_EACH = Text(
    "{label}, pour chaque élément : {done} sur {count} conformes.",
    "{label}, for each item: {done} of {count} compliant.",
)
_SOME = Text(
    "{label}, pour au moins un élément : {done} sur {count} conformes.",
    "{label}, for at least one item: {done} of {count} compliant.",
)
_NO_LIST = Text("{label} : non renseigné.", "{label}: not filled in.")
_FACT = Text("{label} : {value}.", "{label}: {value}.")
_ANSWERED = Text("{label} : réponse donnée.", "{label}: answered.")
_MISSING = Text("{label} : réponse attendue.", "{label}: answer expected.")
_COMPARISON = Text(
    "{label} : {value}. Attendu : {relation} {wanted}.", "{label}: {value}. Expected: {relation} {wanted}."
)
_CALCULATED = Text("Valeur calculée", "Computed value")
_WRITTEN = Text("Valeur de la règle", "Value of the rule")
_ITEM = Text("{label}, n° {rank}", "{label}, no. {rank}")
_RELATIONS = {
    "equal": Text("égal à", "equal to"),
    "not_equal": Text("différent de", "different from"),
    "less": Text("moins de", "less than"),
    "at_most": Text("au plus", "at most"),
    "more": Text("plus de", "more than"),
    "at_least": Text("au moins", "at least"),
    "in": Text("parmi", "one of"),
    "contains": Text("contient", "contains"),
}
_DATE_RELATIONS = {
    "equal": Text("le", "on"),
    "not_equal": Text("un autre jour que le", "another day than"),
    "less": Text("avant le", "before"),
    "at_most": Text("au plus tard le", "at the latest on"),
    "more": Text("après le", "after"),
    "at_least": Text("à partir du", "from"),
}


def value_read(path: str, facts: Facts, vocabulary: Vocabulary) -> ProofValue:
    """The value of a fact, with its label, as a proof keeps it."""
    value = facts.value_of(path)
    return ProofValue(vocabulary.label_of(path), displayed(value, vocabulary.choices_of(path)), raw_json(value), path)


def values_read(paths: Iterable[str], facts: Facts, vocabulary: Vocabulary) -> tuple[ProofValue, ...]:
    """The values of facts, each once, in order."""
    return tuple(value_read(path, facts, vocabulary) for path in dict.fromkeys(paths))


def prove(expression: Expression, facts: Facts, vocabulary: Vocabulary, rule_id: str) -> Proof:
    """The proof tree of a condition; its result is always that of `truth(expression, facts)`."""
    if isinstance(expression, Operation) and expression.operator in {"and", "or", "not"}:
        return _prove_logic(expression, facts, vocabulary, rule_id)
    if isinstance(expression, OverList) and expression.operator in {"all", "any"}:
        return _prove_over_list(expression, facts, vocabulary, rule_id)
    return _prove_leaf(expression, facts, vocabulary, rule_id)


def branches(expression: Expression, facts: Facts, vocabulary: Vocabulary, rule_id: str) -> tuple[Proof, ...]:
    """The proofs inside a condition; none when it is a single comparison."""
    return prove(expression, facts, vocabulary, rule_id).children


def _counts(children: Iterable[Proof]) -> dict[str, Text]:
    known = list(children)
    done = sum(each.result == SATISFIED for each in known)
    return {"done": Text(str(done)), "count": Text(str(len(known)))}


def _values_of(proof: Proof) -> bool | None:
    return {"satisfied": True, "failed": False}.get(proof.result)


def _prove_logic(expression: Operation, facts: Facts, vocabulary: Vocabulary, rule_id: str) -> Proof:
    children = tuple(
        prove(each, facts, vocabulary, f"{rule_id}.{rank}") for rank, each in enumerate(expression.operands, 1)
    )
    values = [_values_of(each) for each in children]
    combine = {"and": conjunction, "or": disjunction, "not": negation}[expression.operator]
    template = {"and": _ALL, "or": _ONE, "not": _NOT}[expression.operator]
    sentence = filled(template, _counts(children))
    return Proof(rule_id, sentence, result_of(combine(values)), sentence, (), children)


def _prove_over_list(expression: OverList, facts: Facts, vocabulary: Vocabulary, rule_id: str) -> Proof:
    label, items = _label_of(expression.over, vocabulary), items_of(expression, facts)
    if items is None or expression.that is None:
        return Proof(rule_id, label, result_of(None), filled(_NO_LIST, {"label": label}))
    source = vocabulary.by_path.get(expression.over.path) if isinstance(expression.over, FactReference) else None
    item: Scalar | Record = source.type.item if source and isinstance(source.type, ListOf) else Scalar.TEXT
    inner = item_vocabulary(expression, vocabulary, item)
    proofs = []
    for rank, value in enumerate(items, 1):
        bound, place = facts.with_item(expression.each, value), f"{rule_id}.{rank}"
        proof = prove(expression.that, bound, inner, place)
        name = filled(_ITEM, {"label": label, "rank": Text(str(rank))})
        proofs.append(Proof(place, name, proof.result, proof.sentence, proof.values, proof.children))
    combine = conjunction if expression.operator == "all" else disjunction
    template = _EACH if expression.operator == "all" else _SOME
    sentence = filled(template, {"label": label, **_counts(proofs)})
    result = result_of(combine([_values_of(each) for each in proofs]))
    if len(proofs) > MOST_ITEMS:
        # Keep what explains a failure.
        proofs = sorted(proofs, key=lambda each: each.result == SATISFIED)[:MOST_ITEMS]
    return Proof(rule_id, label, result, sentence, (), tuple(proofs))


def _prove_leaf(expression: Expression, facts: Facts, vocabulary: Vocabulary, rule_id: str) -> Proof:
    result = result_of(truth(expression, facts))
    if isinstance(expression, IsAnswered):
        label = vocabulary.label_of(expression.path)
        template = _ANSWERED if is_known(facts.value_of(expression.path)) else _MISSING
        return Proof(
            rule_id,
            label,
            result,
            filled(template, {"label": label}),
            (value_read(expression.path, facts, vocabulary),),
        )
    if isinstance(expression, Operation) and expression.operator in _RELATIONS:
        return _prove_comparison(expression, facts, vocabulary, rule_id, result)
    label = _label_of(expression, vocabulary)
    shown = _shown(expression, evaluate(expression, facts), vocabulary)
    return Proof(rule_id, label, result, filled(_FACT, {"label": label, "value": shown}))


def _prove_comparison(expression: Operation, facts: Facts, vocabulary: Vocabulary, rule_id: str, result: str) -> Proof:
    sides = expression.operands
    values = [evaluate(each, facts) for each in sides]
    shown = [
        _shown_beside(each, other, value, vocabulary)
        for each, other, value in zip(sides, reversed(sides), values, strict=True)
    ]
    dates = any(isinstance(value, date) for value in values)
    relations = {**_RELATIONS, **_DATE_RELATIONS} if dates else _RELATIONS
    label = _label_of(sides[0], vocabulary)
    sentence = filled(
        _COMPARISON,
        {
            "label": label,
            "value": shown[0],
            "relation": relations[expression.operator],
            "wanted": shown[1],
        },
    )
    read = tuple(
        ProofValue(_label_of(each, vocabulary), text, raw_json(value), _path_of(each))
        for each, text, value in zip(sides, shown, values, strict=True)
    )
    return Proof(rule_id, label, result, sentence, read)


def _label_of(expression: Expression, vocabulary: Vocabulary) -> Text:
    if isinstance(expression, FactReference | IsAnswered):
        return vocabulary.label_of(expression.path)
    return _WRITTEN if isinstance(expression, Literal) else _CALCULATED


def _path_of(expression: Expression) -> str:
    return expression.path if isinstance(expression, FactReference) else ""


def _choices_of(expression: Expression, vocabulary: Vocabulary) -> tuple[tuple[str, Text], ...]:
    return vocabulary.choices_of(expression.path) if isinstance(expression, FactReference) else ()


def _shown(expression: Expression, value: Value, vocabulary: Vocabulary) -> Text:
    return displayed(value, _choices_of(expression, vocabulary))


def _shown_beside(expression: Expression, other: Expression, value: Value, vocabulary: Vocabulary) -> Text:
    """A value, with the labels of its own choices or of those of the fact it is compared with."""
    return displayed(value, _choices_of(expression, vocabulary) or _choices_of(other, vocabulary))
