"""What is shown, what is computed, and what is still missing, as answers come in."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.questionnaires import (
    FAILED,
    SATISFIED,
    SectionProgress,
    Vocabulary,
    answer_facts,
    answers_vocabulary,
    computed_values,
    missing_answers,
    read_definition,
    section_states,
    visible_fields,
    visible_sections,
)
from deffinum.foundation.values import Money, Rate
from tests.foundation.questionnaires.examples import project_form, unhurried

FORM = read_definition(project_form())
COMPLETE: dict[str, Any] = {
    "title": "Réalité virtuelle",
    "summary": "Apprendre un geste.",
    "reach": "national",
    "budget": [{"what": "Casques", "amount": 1250050, "note": None}],
    "sharing": True,
}


def missing(answers: dict[str, Any], **more: Any) -> dict[str, str]:
    with translation.override("fr"):
        return {each.field_key: each.sentence for each in missing_answers(FORM, answers, {}, **more)}


def shown(answers: dict[str, Any]) -> list[str]:
    return [each.key for each in visible_fields(FORM, answers, {}, per_partner=False)]


def test_an_empty_form_lists_what_it_needs_in_order() -> None:
    assert missing({}) == {
        "title": "Répondez à cette question.",
        "summary": "Répondez à cette question.",
        "reach": "Choisissez une réponse.",
        "budget": "Remplissez au moins une ligne de ce tableau.",
        "sharing": "Lisez puis acceptez cette déclaration.",
    }
    assert missing({}, per_partner=True) == {"role": "Répondez à cette question."}


def test_a_complete_form_misses_nothing() -> None:
    assert missing(COMPLETE) == {}
    assert missing(COMPLETE | {"role": "Chef de file"}, per_partner=True) == {}


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"reach": "regional"}, {"regions": "Cochez au moins une réponse."}),
        ({"reach": "regional", "regions": ["27"]}, {"regions": "Il en faut au moins 2 ; il y en a 1."}),
        ({"reach": "regional", "regions": ["27", "84"]}, {}),
        ({"reach": "national", "regions": ["27"]}, {}),
        ({"own_share": 2999}, {"own_reason": "Répondez à cette question."}),
        ({"own_share": 3000}, {}),
        ({"own_share": 2999, "own_reason": "Jeune structure"}, {}),
        ({"budget": [{"what": "A", "amount": 1}, {"what": "B"}]}, {"budget": "Ligne 2 : remplissez « Montant »."}),
        ({"budget": [{"what": "A", "amount": -1}]}, {"budget": "La valeur minimale est 0\u00a0€."}),
        ({"months": 37}, {"months": "La valeur maximale est 36."}),
        ({"months": "37"}, {"months": "La réponse enregistrée ne correspond plus à la question. Répondez de nouveau."}),
        ({"sharing": False}, {"sharing": "Lisez puis acceptez cette déclaration."}),
        ({"unknown_key": 1}, {}),
    ],
)
def test_the_list_follows_the_answers(change: dict[str, Any], sentences: dict[str, str]) -> None:
    assert missing(COMPLETE | change) == sentences


def test_a_question_appears_with_the_answer_that_calls_for_it() -> None:
    assert "regions" not in shown({})
    assert "regions" not in shown({"reach": "national"})
    assert "regions" in shown({"reach": "regional"})
    assert "regions" not in shown({"reach": "world"}), "an unreadable answer is not an answer"


def test_a_hidden_answer_counts_as_not_given() -> None:
    data = project_form()
    data["sections"][0]["fields"].append(
        {"key": "why", "type": "short_text", "label": "Pourquoi", "visible_when": {"is_answered": "answers.regions"}}
    )
    form = read_definition(data)
    answers = {"reach": "regional", "regions": ["27", "84"]}
    assert "why" in {each.key for each in visible_fields(form, answers, {})}
    assert "why" not in {each.key for each in visible_fields(form, answers | {"reach": "national"}, {})}
    assert "regions" not in answer_facts(form, answers | {"reach": "national"}, {})["answers"]


def test_a_section_is_hidden_with_all_its_questions() -> None:
    data = project_form()
    data["sections"][1]["visible_when"] = {"fact": "room.open"}
    form = read_definition(data)
    assert visible_sections(form, {}, {"room": {"open": False}}, per_partner=True) == ()
    assert section_states(form, {}, {}, per_partner=True) == ()
    (section, fields) = visible_sections(form, {}, {"room": {"open": True}}, per_partner=True)[0]
    assert (section.key, [each.key for each in fields]) == ("partner", ["role"])


def test_computed_values_follow_and_feed_the_rules() -> None:
    assert computed_values(FORM, {}, {}) == {"total": None}
    assert computed_values(FORM, COMPLETE, {}) == {"total": Money(1250050)}
    words = answers_vocabulary(FORM, Vocabulary())
    assert FORM.rules.evaluate(answer_facts(FORM, COMPLETE, {}), words).result == SATISFIED
    poor = COMPLETE | {"budget": [{"what": "A", "amount": 9999}]}
    proof = FORM.rules.evaluate(answer_facts(FORM, poor, {}), words)
    assert proof.result == FAILED
    assert proof.children[0].sentence.fr == "L’assiette (99,99\u00a0€) est trop basse."
    assert answer_facts(FORM, {"own_share": 5}, {"room": 1})["answers"]["own_share"] == Rate(5)


@pytest.mark.parametrize(
    ("answers", "progress"),
    [
        ({}, SectionProgress.TO_DO),
        ({"role": "hidden from the lead"}, SectionProgress.TO_DO),
        ({"title": "A"}, SectionProgress.IN_PROGRESS),
        (COMPLETE, SectionProgress.DONE),
        (COMPLETE | {"months": 99}, SectionProgress.ERROR),
        ({"title": 5}, SectionProgress.ERROR),
    ],
)
def test_the_state_of_a_section(answers: dict[str, Any], progress: SectionProgress) -> None:
    (state,) = section_states(FORM, answers, {})
    assert state.progress == progress
    assert state.asked == 11, "computed questions and hidden ones are not asked"
    assert (state.missing == ()) is (progress == SectionProgress.DONE)


STORED = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.text(max_size=3), max_size=2)


@unhurried
@given(st.dictionaries(st.sampled_from([*FORM.fields, "other"]), STORED), st.dictionaries(st.text(max_size=3), STORED))
def test_any_stored_answers_are_read_without_a_crash(answers: dict[str, Any], facts: dict[str, Any]) -> None:
    for per_partner in (True, False):
        pieces = missing_answers(FORM, answers, facts, per_partner=per_partner)
        states = section_states(FORM, answers, facts, per_partner=per_partner)
        assert tuple(each for state in states for each in state.missing) == pieces
    assert set(computed_values(FORM, answers, facts)) <= {"total"}
