"""Named rules and their proofs: the real case to the euro, in both languages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from deffinum.foundation.questionnaires import (
    FAILED,
    SATISFIED,
    UNKNOWN,
    DefinitionRefused,
    Proof,
    read_rule,
    read_rule_set,
)
from deffinum.foundation.values import Money, Text
from tests.foundation.questionnaires.examples import NIDAIE_AID, VOCABULARY, aid_cap_rule, nidaie


def plain(text: str) -> str:
    """The sentence with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_nidaie_passes_exactly() -> None:
    proof = read_rule(aid_cap_rule()).evaluate(nidaie(NIDAIE_AID), VOCABULARY)
    assert proof.result == SATISFIED
    assert proof
    assert plain(proof.sentence.fr) == (
        "L’aide demandée (4 849 695 €) respecte le plafond : 70 % de 6 928 135 € arrondi à l’euro = 4 849 695 €."
    )


def test_one_euro_more_fails_with_the_rule_the_figures_and_the_sum() -> None:
    proof = read_rule(aid_cap_rule()).evaluate(nidaie(NIDAIE_AID + Money.euros(1)), VOCABULARY)
    assert proof.result == FAILED
    assert plain(proof.sentence.fr) == (
        "L’aide demandée (4 849 696 €) dépasse le plafond : 70 % de 6 928 135 € arrondi à l’euro = 4 849 695 €. "
        "Il y a 1 € de trop."
    )
    assert proof.sentence.en == (
        "The aid requested (€4,849,696) is above the cap: 70% of €6,928,135 rounded to the euro = €4,849,695. "
        "It is €1 too much."
    )
    assert proof.rule_id == "aid_cap"
    assert [(each.path, each.raw) for each in proof.values] == [
        ("application.base", {"money": 692_813_500}),
        ("application.aid", {"money": 484_969_600}),
        ("figures.rate", {"rate": 7000}),
        ("figures.cap", {"money": 484_969_500}),
        ("figures.excess", {"money": 100}),
    ]
    assert [plain(each.displayed.fr) for each in proof.values][:2] == ["6 928 135 €", "4 849 696 €"]


def test_one_cent_more_fails_too() -> None:
    proof = read_rule(aid_cap_rule()).evaluate(nidaie(NIDAIE_AID + Money(1)), VOCABULARY)
    assert proof.result == FAILED
    assert plain(proof.sentence.fr).endswith("Il y a 0,01 € de trop.")
    assert proof.sentence.en.endswith("It is €0.01 too much.")


@pytest.mark.parametrize(
    ("facts", "fr", "en"),
    [
        (nidaie(None), "« aide demandée »", "“aid requested”"),
        ({}, "« assiette éligible », « aide demandée »", "“eligible base”, “aid requested”"),
        ({"application": {"aid": 12.5, "base": "12"}}, "« assiette éligible »", "“eligible base”"),
    ],
)
def test_what_is_missing_is_named_and_nothing_crashes(facts: dict[str, Any], fr: str, en: str) -> None:
    data = aid_cap_rule()
    data.pop("sentence_unknown", None)
    proof = read_rule(data).evaluate(facts, VOCABULARY)
    assert proof.result == UNKNOWN
    if "12" not in str(facts):
        assert plain(proof.sentence.fr) == f"Cette condition ne peut pas encore être vérifiée. Il manque : {fr}."
        assert proof.sentence.en == f"This condition cannot be checked yet. Still missing: {en}."


def test_a_proof_is_stored_and_shown_again_in_either_language() -> None:
    proof = read_rule(aid_cap_rule()).evaluate(nidaie(NIDAIE_AID + Money(1)), VOCABULARY)
    again = Proof.read(json.loads(json.dumps(proof.stored())))
    assert again == proof
    with translation.override("en"):
        assert str(again.sentence).startswith("The aid requested")
    with translation.override("fr"):
        assert str(again.sentence).startswith("L’aide demandée")
    with pytest.raises(ValueError, match="Not a result"):
        Proof.read(proof.stored() | {"result": "maybe"})


def rule(identifier: str, expression: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "label": identifier,
        "expression": expression,
        "sentence_satisfied": {"fr": "Oui.", "en": "Yes."},
        "sentence_failed": {"fr": "Non.", "en": "No."},
        **more,
    }


YES, NO, MAYBE = {"boolean": True}, {"boolean": False}, {"fact": "application.consortium"}


@pytest.mark.parametrize(
    ("rules", "result", "fr", "en"),
    [
        ([], SATISFIED, "Toutes les conditions sont remplies (0 sur 0).", "All conditions are met (0 of 0)."),
        ([rule("a", YES), rule("b", YES)], SATISFIED, "Toutes les conditions sont remplies (2 sur 2).",
         "All conditions are met (2 of 2)."),
        ([rule("a", YES), rule("b", NO)], FAILED, "1 condition sur 2 n’est pas remplie.",
         "1 condition of 2 is not met."),
        ([rule("a", NO), rule("b", NO), rule("c", MAYBE)], FAILED,
         "2 conditions sur 3 ne sont pas remplies. 1 condition sur 3 reste à vérifier.",
         "2 conditions of 3 are not met. 1 condition of 3 is still to be checked."),
        ([rule("a", MAYBE), rule("b", MAYBE)], UNKNOWN, "2 conditions sur 2 restent à vérifier.",
         "2 conditions of 2 are still to be checked."),
        ([rule("a", YES), rule("b", NO, severity="warning")], SATISFIED,
         "Toutes les conditions sont remplies (1 sur 1). 1 point d’attention.",
         "All conditions are met (1 of 1). 1 point to watch."),
        ([rule("a", NO, severity="warning"), rule("b", NO, severity="warning")], SATISFIED,
         "Toutes les conditions sont remplies (0 sur 0). 2 points d’attention.",
         "All conditions are met (0 of 0). 2 points to watch."),
    ],
)  # fmt: skip
def test_a_rule_set_gives_the_verdict_first(rules: list[dict[str, Any]], result: str, fr: str, en: str) -> None:
    proof = read_rule_set({"id": "set", "label": "Éligibilité", "rules": rules}).evaluate({}, VOCABULARY)
    assert proof.result == result
    assert proof.sentence == Text(fr, en)
    assert [each.rule_id for each in proof.children] == [each["id"] for each in rules]
    assert len(proof.failures()) == sum(each["expression"] is NO and "severity" not in each for each in rules)


def test_a_rule_set_gathers_the_values_and_keeps_the_source() -> None:
    rules = read_rule_set({"id": "set", "label": "Éligibilité", "rules": [aid_cap_rule(), rule("b", MAYBE)]})
    proof = rules.evaluate(nidaie(NIDAIE_AID), VOCABULARY)
    assert [each.path for each in proof.values] == ["application.base", "application.aid", "application.consortium"]
    assert proof.children[0].source.fr
    assert read_rule_set(rules.stored()) == rules


def branches_of(expression: dict[str, Any], facts: dict[str, Any]) -> Proof:
    return read_rule(rule("r", expression)).evaluate(facts, VOCABULARY)


def test_branches_of_and_or_not_say_what_they_found() -> None:
    long_enough = {"at_least": [{"fact": "application.months"}, {"integer": 12}]}
    national = {"equal": [{"fact": "application.scope"}, {"text": "national"}]}
    proof = branches_of(
        {"and": [long_enough, {"or": [national]}]},
        {"application": {"months": 6, "scope": "national"}},
    )
    assert proof.result == FAILED
    assert [each.result for each in proof.children] == [FAILED, SATISFIED]
    assert proof.children[0].sentence == Text(
        "durée : 6. Attendu : au moins 12.", "duration: 6. Expected: at least 12."
    )
    assert proof.children[1].children[0].sentence.fr == "portée : nationale. Attendu : égal à nationale."
    assert [each.rule_id for each in proof.walk()] == ["r", "r.1", "r.2", "r.2.1"]


def test_branches_of_dates_answers_and_booleans() -> None:
    expression = {
        "and": [
            {"at_most": [{"fact": "application.ends"}, {"date": "2024-05-01"}]},
            {"is_answered": "application.regions"},
            {"is_answered": "application.starts"},
            {"not": [{"fact": "application.consortium"}]},
            {"in": [{"fact": "application.scope"}, {"list": [{"text": "national"}, {"text": "regional"}]}]},
        ]
    }
    facts = {"application": {"ends": date(2024, 5, 2), "regions": ["27"], "consortium": True, "scope": "regional"}}
    sentences = [plain(each.sentence.fr) for each in branches_of(expression, facts).children]
    assert sentences == [
        "fin : 2 mai 2024. Attendu : au plus tard le 1er mai 2024.",
        "régions : réponse donnée.",
        "début : réponse attendue.",
        "Attendu : que la condition suivante ne soit pas remplie.",
        "portée : interrégionale. Attendu : parmi nationale, interrégionale.",
    ]
    english = [each.sentence.en for each in branches_of(expression, facts).children]
    assert english[0] == "end: 2 May 2024. Expected: at the latest on 1 May 2024."
    assert english[4] == "reach: interregional. Expected: one of national, interregional."


def test_each_item_of_a_list_has_its_branch() -> None:
    expression = {
        "all": {"over": {"fact": "partners"}, "each": "partner", "that": {"fact": "partner.agreed"}},
    }
    partners = [{"agreed": True}, {"agreed": False}, {}]
    proof = branches_of(expression, {"partners": partners})
    assert proof.result == FAILED
    assert [(each.label.fr, each.result) for each in proof.children] == [
        ("partenaires, n° 1", SATISFIED),
        ("partenaires, n° 2", FAILED),
        ("partenaires, n° 3", UNKNOWN),
    ]
    many = branches_of(expression, {"partners": [{"agreed": True}] * 150 + [{"agreed": False}]})
    assert many.result == FAILED
    assert len(many.children) == 100
    assert many.children[0].result == FAILED, "what explains the failure is kept"
    assert branches_of(expression, {}).result == UNKNOWN


def test_sentences_quote_a_person_without_reading_it_as_a_template() -> None:
    data = rule("r", {"is_answered": "application.scope"}, sentence_satisfied="Portée : {application.scope}.")
    proof = read_rule(data).evaluate({"application": {"scope": "{application.base} %s"}}, VOCABULARY)
    assert proof.sentence.fr == "Portée : {application.base} %s."


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"id": "Aid Cap"}, "id", "minuscules"),
        ({"label": ""}, "label", "texte français manque"),
        ({"label": {"en": "Cap"}}, "label.fr", "manque"),
        ({"severity": "fatal"}, "severity", "blocking, warning"),
        ({"sentences": "x"}, "sentences", "n’est pas prévu"),
        ({"expression": {"at_mots": []}}, "expression", "Vouliez-vous dire « at_most »"),
        ({"figures": [{"name": "a", "label": "A", "expression": YES}] * 2}, "figures[1]", "déjà prise"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_its_path(change: dict[str, Any], path: str, words: str) -> None:
    with translation.override("fr"), pytest.raises(DefinitionRefused) as refusal:
        read_rule(rule("r", YES) | change)
    assert refusal.value.problems[0].path == path
    assert words in refusal.value.problems[0].message


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"expression": {"fact": "application.bse"}}, "rules[0].expression.fact", "« application.base »"),
        ({"expression": {"fact": "application.base"}}, "rules[0].expression", "il faut ici oui ou non"),
        (
            {"sentence_failed": "{application.bas}"},
            "rules[0].sentence_failed",
            "Vouliez-vous dire « application.base »",
        ),
        (
            {"figures": [{"name": "a", "label": "A", "expression": {"fact": "figures.b"}}]},
            "rules[0].figures[0].expression.fact",
            "n’existe pas",
        ),
    ],
)
def test_publication_refuses_by_path_what_is_not_in_the_vocabulary(
    change: dict[str, Any], path: str, words: str
) -> None:
    rules = read_rule_set({"id": "set", "label": "Éligibilité", "rules": [rule("r", YES) | change]})
    with translation.override("fr"), pytest.raises(DefinitionRefused) as refusal:
        rules.check(VOCABULARY)
    assert refusal.value.problems[0].path == path
    assert words in refusal.value.problems[0].message
    assert path in str(refusal.value)


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(DefinitionRefused):
        read_rule_set({"id": "set", "label": "Éligibilité", "rules": [rule("a", YES), rule("a", NO)]})
