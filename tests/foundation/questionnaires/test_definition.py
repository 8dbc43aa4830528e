"""Forms as data: strict reading, the check before publication, and what depends on what."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from deffinum.foundation.questionnaires import (
    DefinitionRefused,
    FieldType,
    Vocabulary,
    check_definition,
    definition_problems,
    dump_definition,
    field_dependents,
    read_definition,
)
from deffinum.foundation.questionnaires.differences import diff_versions
from tests.foundation.questionnaires.examples import VOCABULARY, project_form, readme_examples

Json = dict[str, Any]


def test_a_form_is_read_checked_and_written_back() -> None:
    form = read_definition(project_form())
    check_definition(form, Vocabulary())
    assert read_definition(dump_definition(form)) == form
    assert {each.type for each in form.fields.values()} == set(FieldType)
    assert [each.key for each in form.sections_for(per_partner=True)] == ["partner"]


def test_the_field_of_the_readme_is_a_field() -> None:
    own_share = {"key": "own_share", "type": "rate", "label": "Autofinancement"}
    section = {"key": "money", "title": "Financement", "fields": [own_share, readme_examples()[1]]}
    check_definition(read_definition({"sections": [section]}), Vocabulary())


def field(form: Json, key: str) -> Json:
    """A field of the JSON, by key."""
    return next(each for section in form["sections"] for each in section["fields"] if each["key"] == key)


READING: list[tuple[Callable[[Json], object], str]] = [
    (lambda form: form.update(pages=[]), "pages"),
    (lambda form: form.pop("sections"), "sections"),
    (lambda form: form.update(sections={}), "sections"),
    (lambda form: form["sections"][0].pop("title"), "sections[0].title"),
    (lambda form: form["sections"][0].update(key="Projet !"), "sections[0].key"),
    (lambda form: form["sections"][1].update(key="project"), "sections[1]"),
    (lambda form: form["sections"][1].update(per_partner="yes"), "sections[1].per_partner"),
    (lambda form: form["sections"][1]["fields"][0].update(key="title"), "sections[1].fields[0]"),
    (lambda form: field(form, "title").update(type="sentence"), "sections[0].fields[0].type"),
    (lambda form: field(form, "title").update(label=""), "sections[0].fields[0].label"),
    (lambda form: field(form, "title").update(label={"fr": "A", "de": "B"}), "sections[0].fields[0].label.de"),
    (lambda form: field(form, "title").update(limits={"max_words": 3}), "sections[0].fields[0].limits.max_words"),
    (lambda form: field(form, "title").update(limits={"max_characters": 0}),
     "sections[0].fields[0].limits.max_characters"),
    (lambda form: field(form, "title").update(choices=[]), "sections[0].fields[0].choices"),
    (lambda form: field(form, "title").update(required="always"), "sections[0].fields[0].required"),
    (lambda form: field(form, "title").update(visible_when={"fact": 3}), "sections[0].fields[0].visible_when.fact"),
    (lambda form: field(form, "reach").pop("choices"), "sections[0].fields[2].key"),
    (lambda form: field(form, "reach").update(choices=[]), "sections[0].fields[2].choices"),
    (lambda form: field(form, "reach")["choices"][0].update(value="a b"), "sections[0].fields[2].choices[0].value"),
    (lambda form: field(form, "reach")["choices"][1].update(value="national"), "sections[0].fields[2].choices[1]"),
    (lambda form: field(form, "reach").update(computed={"text": "national"}), "sections[0].fields[2].computed"),
    (lambda form: field(form, "starts").update(limits={"minimum": 3}), "sections[0].fields[4].limits.minimum"),
    (lambda form: field(form, "months").update(limits={"minimum": 3, "maximum": 2}),
     "sections[0].fields[5].limits.minimum"),
    (lambda form: field(form, "regions").update(limits={"least": 3, "most": 2}), "sections[0].fields[3].limits.least"),
    (lambda form: field(form, "budget").pop("columns"), "sections[0].fields[6].key"),
    (lambda form: field(form, "budget")["columns"][0].update(type="file"), "sections[0].fields[6].columns[0].type"),
    (lambda form: field(form, "budget")["columns"][0].update(total=True), "sections[0].fields[6].columns[0].total"),
    (lambda form: field(form, "budget")["columns"][0].update(key="amount"), "sections[0].fields[6].columns[1]"),
    (lambda form: field(form, "sharing").pop("help"), "sections[0].fields[12].key"),
    (lambda form: form["rules"].append(form["rules"][0]), "rules[1]"),
    (lambda form: form["rules"][0].pop("sentence_failed"), "rules[0].sentence_failed"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path"), READING, ids=lambda each: each if isinstance(each, str) else "")
def test_what_cannot_be_read_is_refused_with_its_path(spoil: Callable[[Json], object], path: str) -> None:
    form = project_form()
    spoil(form)
    with pytest.raises(DefinitionRefused) as refusal:
        read_definition(form)
    assert refusal.value.problems[0].path == path
    assert str(refusal.value).startswith(path)


CHECKING: list[tuple[Callable[[Json], object], str, str]] = [
    (lambda form: field(form, "regions").update(visible_when={"fact": "answers.reech"}),
     "sections[0].fields[3].visible_when.fact", "Vouliez-vous dire « answers.reach »"),
    (lambda form: field(form, "regions").update(visible_when={"fact": "answers.reach"}),
     "sections[0].fields[3].visible_when", "il faut ici oui ou non"),
    (lambda form: field(form, "title").update(required={"fact": "answers.months"}),
     "sections[0].fields[0].required", "un nombre entier"),
    (lambda form: field(form, "total").update(computed={"integer": 3}),
     "sections[0].fields[7].computed", "il faut ici un montant"),
    (lambda form: field(form, "budget")["columns"][3].update(computed={"fact": "row.aid"}),
     "sections[0].fields[6].columns[3].computed.fact", "n’existe pas"),
    (lambda form: form["sections"][0].update(visible_when={"is_answered": "answers.role"}),
     "sections[0].visible_when.is_answered", "n’existe pas"),
    (lambda form: form["rules"][0].update(expression={"is_answered": "answers.role"}),
     "rules[0].expression.is_answered", "n’existe pas"),
    (lambda form: field(form, "title").update(visible_when={"is_answered": "answers.title"}),
     "sections", "dépendent d’elles-mêmes : title → title"),
    (lambda form: (field(form, "title").update(visible_when={"is_answered": "answers.months"}),
                   field(form, "months").update(visible_when={"is_answered": "answers.title"})),
     "sections", "dépendent d’elles-mêmes"),
    (lambda form: form.update(sections=[], rules=[]), "sections", "aucune question"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path", "words"), CHECKING, ids=lambda each: each if isinstance(each, str) else "")
def test_publication_refuses_by_path(spoil: Callable[[Json], object], path: str, words: str) -> None:
    form = project_form()
    spoil(form)
    with translation.override("fr"):
        (problem,) = definition_problems(read_definition(form), VOCABULARY)
    assert problem.path == path
    assert words in problem.message


def test_partners_sections_may_read_the_leads_answers_and_the_rooms_facts() -> None:
    form = project_form()
    field(form, "role")["visible_when"] = {
        "and": [{"is_answered": "answers.title"}, {"more": [{"fact": "application.base"}, {"money": 0}]}]
    }
    assert definition_problems(read_definition(form), VOCABULARY) == ()
    assert definition_problems(read_definition(form), Vocabulary())


def test_a_room_cannot_take_the_engines_words() -> None:
    form = read_definition(project_form())
    facts = tuple(each for each in VOCABULARY.facts[:1])
    stolen = Vocabulary(tuple(type(each)("answers.base", each.type, each.label) for each in facts))
    with pytest.raises(ValueError, match="answers"):
        definition_problems(form, stolen)


def test_the_dependency_table_says_who_reads_a_field() -> None:
    form = read_definition(project_form())
    assert [(each.kind, each.key) for each in field_dependents(form, "reach")] == [("visible_when", "regions")]
    assert [(each.kind, each.key) for each in field_dependents(form, "budget")] == [("computed", "total")]
    assert [(each.kind, each.key) for each in field_dependents(form, "total")] == [("rule", "least_total")]
    assert [(each.kind, each.key) for each in field_dependents(form, "own_share")] == [("required", "own_reason")]
    assert field_dependents(form, "title") == ()


def test_a_field_that_is_read_cannot_be_removed() -> None:
    form = project_form()
    form["sections"][0]["fields"] = [each for each in form["sections"][0]["fields"] if each["key"] != "reach"]
    (problem,) = definition_problems(read_definition(form), Vocabulary())
    assert problem.path == "sections[0].fields[2].visible_when.equal[0].fact"


def test_two_versions_are_compared_by_stable_keys() -> None:
    old, new = project_form(), copy.deepcopy(project_form())
    assert not diff_versions(read_definition(old), read_definition(new))
    fields = new["sections"][0]["fields"]
    fields.remove(field(new, "letters"))
    fields.append({"key": "logo", "type": "file", "label": "Logo"})
    field(new, "summary").update(limits={"max_words": 10}, required=False)
    moved = field(new, "months")
    fields.remove(moved)
    new["sections"][1]["fields"].append(moved)
    new["sections"][1]["title"] = "Membre"
    new["rules"][0]["expression"] = {"at_least": [{"fact": "answers.total"}, {"money": 20000}]}
    new["rules"].append({**new["rules"][0], "id": "other"})
    found = diff_versions(read_definition(old), read_definition(new))
    assert found
    assert (found.added_fields, found.removed_fields) == (("logo",), ("letters",))
    assert [(each.key, each.aspects) for each in found.changed_fields] == [
        ("summary", ("required", "limits")),
        ("months", ("section",)),
    ]
    assert (found.added_rules, found.removed_rules) == (("other",), ())
    assert [(each.key, each.aspects) for each in found.changed_rules] == [("least_total", ("expression",))]
    assert [(each.key, each.aspects) for each in found.changed_sections] == [("partner", ("title",))]
    assert (found.added_sections, found.removed_sections) == ((), ())
