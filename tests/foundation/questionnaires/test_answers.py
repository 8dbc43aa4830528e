"""What people type becomes typed values, JSON, and sentences."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.questionnaires import (
    AnswerProblem,
    Definition,
    FieldType,
    count_words,
    display_answer,
    read_answer,
    read_definition,
    read_stored,
    stored,
    table_totals,
)
from deffinum.foundation.values import Money, Rate
from tests.foundation.questionnaires.examples import project_form, unhurried

FORM: Definition = read_definition(project_form())
FIELDS = FORM.fields
FILE = "0d9d7a3e-1c1b-4c58-9b53-3f3f8e0c9a11"


@pytest.mark.parametrize(
    ("key", "raw", "value", "data"),
    [
        ("title", "  Réalité virtuelle ", "Réalité virtuelle", "Réalité virtuelle"),
        ("title", "   ", None, None),
        ("title", None, None, None),
        ("summary", "Un\r\ndeux", "Un\ndeux", "Un\ndeux"),
        ("reach", "regional", "regional", "regional"),
        ("regions", ["27", "84", "27", ""], ("27", "84"), ["27", "84"]),
        ("regions", "27", ("27",), ["27"]),
        ("regions", [], None, None),
        ("starts", "2021-08-31", date(2021, 8, 31), "2021-08-31"),
        ("starts", "31/08/2021", date(2021, 8, 31), "2021-08-31"),
        ("starts", "1.9.2021", date(2021, 9, 1), "2021-09-01"),
        ("months", " 36 ", 36, 36),
        ("months", 12, 12, 12),
        ("own_share", "65,34 %", Rate(6534), 6534),
        ("consortium", "oui", True, True),
        ("consortium", "no", False, False),
        ("consortium", True, True, True),
        ("letters", FILE.upper(), (FILE,), [FILE]),
        ("sharing", "on", True, True),
        ("sharing", "no", None, None),
        ("total", "12", None, None),
    ],
)
def test_reading_and_storing(key: str, raw: Any, value: Any, data: Any) -> None:
    found = read_answer(FIELDS[key], raw)
    assert found == value
    assert type(found) is type(value)
    assert stored(found) == data
    assert read_stored(FIELDS[key], json.loads(json.dumps(data))) == value


ROWS = [
    {"what": "Casques", "amount": "12 500,50", "note": ""},
    {"what": " ", "amount": "", "note": None},
    {"what": "Studio", "amount": "0,01"},
]


def test_a_table_keeps_its_rows_computes_its_columns_and_adds_them_up() -> None:
    field = FIELDS["budget"]
    value = read_answer(field, ROWS)
    assert value == (
        {"what": "Casques", "amount": Money(1250050), "note": None, "aid": Money(875035)},
        {"what": "Studio", "amount": Money(1), "note": None, "aid": Money(1)},
    )
    assert table_totals(field, value) == {"amount": Money(1250051)}
    assert table_totals(field, None) == {"amount": Money(0)}
    kept = json.loads(json.dumps(stored(value)))
    assert read_stored(field, kept) == value
    kept[0]["aid"] = 5
    assert read_stored(field, kept) == value, "a computed cell is computed, never believed"


@pytest.mark.parametrize(
    ("key", "raw", "fr"),
    [
        ("title", "un titre beaucoup trop long", "27 caractères : il y en a 7 de trop (20 au plus)."),
        ("title", "deux\nlignes", "Écrivez cette réponse sur une seule ligne."),
        ("title", ["a"], "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("title", {"a": "b"}, "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("summary", "un deux trois quatre cinq – six ?", "6 mots : il y en a 1 de trop (5 au plus)."),
        ("reach", "world", "« world » ne fait pas partie des réponses proposées."),
        ("regions", ["27", "99"], "« 99 » ne fait pas partie des réponses proposées."),
        ("regions", ["27", "84", "93", "11"], "4 réponses cochées : le maximum est 3."),
        ("regions", [1], "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("starts", "31/02/2021", "« 31/02/2021 » n’est pas une date. Écrivez par exemple 31/08/2021."),
        ("starts", "2021-05-31", "La date doit être le 1er juin 2021 au plus tôt."),
        ("months", "12,5", "« 12,5 » n’est pas un nombre entier. Écrivez par exemple 12."),
        ("months", "٣", "« ٣ » n’est pas un nombre entier. Écrivez par exemple 12."),
        ("months", 12.5, "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("months", "37", "La valeur maximale est 36."),
        ("months", "-1", "La valeur minimale est 1."),
        ("own_share", "beaucoup", "« beaucoup » n’est pas un taux. Écrivez par exemple 70 ou 65,34."),
        ("own_share", "101", "La valeur maximale est 100\u00a0%."),
        ("consortium", "peut-être", "Répondez par oui ou par non."),
        ("letters", "../etc", "Ce fichier n’a pas été reconnu. Déposez-le de nouveau."),
        ("letters", [FILE, FILE[:-1] + "2", FILE[:-1] + "3"], "3 fichiers : le maximum est 2."),
        ("budget", "x", "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("budget", [{"colour": "x"}], "Cette réponse n’a pas la forme attendue. Rien n’a été enregistré."),
        ("budget", [{"what": str(rank)} for rank in range(4)], "4 lignes : le maximum est 3."),
    ],
)
def test_what_is_wrong_is_said(key: str, raw: Any, fr: str) -> None:
    with translation.override("fr"), pytest.raises(AnswerProblem) as problem:
        read_answer(FIELDS[key], raw)
    assert str(problem.value) == fr
    assert (problem.value.key, problem.value.field, problem.value.status) == (key, key, 422)


def test_every_wrong_cell_of_a_table_is_named() -> None:
    rows = [{"what": "A", "amount": "-3"}, {"what": "B", "amount": "abc"}, {"what": "C", "amount": "1.234"}]
    with translation.override("fr"), pytest.raises(AnswerProblem) as problem:
        read_answer(FIELDS["budget"], rows)
    assert {each.key: str(each) for each in problem.value.details} == {
        "budget.0.amount": "La valeur minimale est 0\u00a0€.",
        "budget.1.amount": "« abc » n’est pas un montant. Écrivez par exemple 12 500 ou 12 500,50.",
        "budget.2.amount": "« 1.234 » n’est pas un montant. Écrivez par exemple 12 500 ou 12 500,50.",
    }
    assert str(problem.value) == "3 cases du tableau sont à corriger : elles sont signalées."


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("title", 3),
        ("months", "12"),
        ("months", True),
        ("months", 12.0),
        ("months", 10**30),
        ("consortium", "yes"),
        ("starts", "hier"),
        ("reach", "world"),
        ("regions", "27"),
        ("regions", [27]),
        ("budget", {"a": 1}),
        ("budget", [[1]]),
        ("budget", [{"amount": "12"}]),
    ],
)
def test_stored_json_that_does_not_fit_any_more_is_a_problem_not_a_crash(key: str, data: Any) -> None:
    with translation.override("fr"), pytest.raises(AnswerProblem, match="ne correspond plus à la question"):
        read_stored(FIELDS[key], data)
    assert display_answer(FIELDS[key], data, "fr") == ""


@pytest.mark.parametrize(
    ("key", "data", "fr", "en"),
    [
        ("title", "Réalité", "Réalité", "Réalité"),
        ("title", None, "", ""),
        ("reach", "regional", "Interrégionale", "Interregional"),
        ("regions", ["27", "11"], "Bourgogne-Franche-Comté, Île-de-France", "Bourgogne-Franche-Comté, Île-de-France"),
        ("starts", "2021-06-01", "1er juin 2021", "1 June 2021"),
        ("months", 1200, "1\u202f200", "1,200"),
        ("own_share", 3050, "30,5\u00a0%", "30.5%"),
        ("consortium", False, "non", "no"),
        ("sharing", True, "oui", "yes"),
        ("letters", [FILE, FILE[:-1] + "2"], "2 fichiers", "2 files"),
        (
            "budget",
            [{"what": "Casques", "amount": 1250050, "note": None}, {"what": "Studio", "amount": 200}],
            "Casques · 12\u202f500,50\u00a0€ · 8\u202f750,35\u00a0€\nStudio · 2\u00a0€ · 1,40\u00a0€",
            "Casques · €12,500.50 · €8,750.35\nStudio · €2 · €1.40",
        ),
    ],
)  # fmt: skip
def test_an_answer_is_shown_in_both_languages(key: str, data: Any, fr: str, en: str) -> None:
    assert display_answer(FIELDS[key], data, "fr") == fr
    assert display_answer(FIELDS[key], data, "en") == en


def test_words_are_counted_as_people_count_them() -> None:
    assert count_words("L’aide  demandée\n – 3 000 € ?") == 4
    assert count_words("") == 0


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": LINES.map(lambda text: text.strip() or None),
    "reach": st.sampled_from(["national", "regional", None]),
    "regions": st.lists(st.sampled_from(["27", "84", "93", "11"]), min_size=1, max_size=3, unique=True).map(tuple),
    "starts": st.dates(min_value=date(2021, 6, 1)),
    "months": st.integers(1, 36),
    "own_share": st.integers(0, 10_000).map(Rate),
    "consortium": st.booleans(),
    "letters": st.lists(st.uuids().map(str), min_size=1, max_size=2, unique=True).map(tuple),
}


@unhurried
@given(st.sampled_from(sorted(VALUES)), st.data())
def test_stored_then_read_gives_the_value_back(key: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[key])
    kept = json.loads(json.dumps(stored(value)))
    assert "." not in json.dumps(kept) or isinstance(kept, str | list)
    assert read_stored(FIELDS[key], kept) == value


@unhurried
@given(st.lists(st.tuples(LINES.map(str.strip), st.integers(0, 10**12)), min_size=1, max_size=3))
def test_typed_amounts_come_back_to_the_cent(lines: list[tuple[str, int]]) -> None:
    raw = [{"what": what, "amount": Money(cents).display("fr")} for what, cents in lines]
    value = read_answer(FIELDS["budget"], raw)
    assert [row["amount"] for row in value] == [Money(cents) for _what, cents in lines]
    assert table_totals(FIELDS["budget"], value)["amount"] == Money(sum(cents for _what, cents in lines))
    assert read_stored(FIELDS["budget"], json.loads(json.dumps(stored(value)))) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["what", "amount", "x"]), inner, max_size=2)
    ),
    max_leaves=5,
)


@unhurried
@given(st.sampled_from(sorted(FIELDS)), JSON)
def test_whatever_is_sent_is_read_or_refused_with_a_sentence(key: str, raw: Any) -> None:
    for reader in (read_answer, read_stored):
        value, sentence = None, ""
        try:
            value = reader(FIELDS[key], raw)
        except AnswerProblem as problem:
            sentence = str(problem) or "empty"
        assert sentence != "empty"
        assert not isinstance(value, float)
        json.dumps(stored(value))


def test_every_type_of_field_was_tried() -> None:
    assert {each.type for each in FIELDS.values()} == set(FieldType)
