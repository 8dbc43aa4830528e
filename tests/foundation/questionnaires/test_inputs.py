"""How fields are described to templates."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.foundation.questionnaires import read_definition
from deffinum.foundation.questionnaires.inputs import describe_computed, describe_input
from deffinum.foundation.values import Money
from tests.foundation.questionnaires.examples import project_form

FIELDS = read_definition(project_form()).fields


@pytest.mark.parametrize(
    ("key", "data", "kind", "value", "attributes"),
    [
        ("title", "A", "line", "A", {"data-max-characters": "20"}),
        ("summary", None, "text", "", {"rows": "6", "data-max-words": "5"}),
        ("months", 12, "integer", "12", {"inputmode": "numeric"}),
        ("own_share", 6534, "rate", "65,34", {"inputmode": "decimal"}),
        ("own_share", 7000, "rate", "70", {"inputmode": "decimal"}),
        ("starts", "2021-08-31", "date", "2021-08-31", {"min": "2021-06-01"}),
        ("consortium", True, "yes_no", "yes", {}),
        ("reach", "national", "radio", "national", {}),
        ("regions", ["27"], "checkboxes", "", {}),
        ("letters", None, "file", "", {"accept": ".pdf", "multiple": "multiple", "data-max-bytes": "5000000"}),
        ("sharing", True, "accept", "yes", {}),
        ("months", "twelve", "integer", "", {"inputmode": "numeric"}),
    ],
)
def test_each_type_has_its_control(key: str, data: Any, kind: str, value: str, attributes: dict[str, str]) -> None:
    found = describe_input(FIELDS[key], data)
    assert (found.name, found.kind, found.value, found.attributes) == (key, kind, value, attributes)
    assert found.label == FIELDS[key].label


def test_choices_say_which_are_chosen() -> None:
    assert [(each.value, each.chosen) for each in describe_input(FIELDS["regions"], ["27", "11"]).choices] == [
        ("27", True),
        ("84", False),
        ("93", False),
        ("11", True),
    ]


def test_what_could_not_be_read_is_shown_again_as_typed() -> None:
    found = describe_input(FIELDS["months"], 12, typed="douze", required=True)
    assert (found.value, found.required) == ("douze", True)


def test_a_table_offers_a_blank_row_until_it_is_full() -> None:
    line = {"what": "Casques", "amount": 1250050, "note": None}
    found = describe_input(FIELDS["budget"], [line])
    assert [(each.key, each.kind, each.computed, each.total) for each in found.columns] == [
        ("what", "line", False, False),
        ("amount", "money", False, True),
        ("note", "line", False, False),
        ("aid", "money", True, False),
    ]
    assert [[(each.name, each.value) for each in row] for row in found.rows] == [
        [("budget.0.what", "Casques"), ("budget.0.amount", "12500,50"), ("budget.0.note", ""),
         ("budget.0.aid", "8\u202f750,35\u00a0€")],
        [("budget.1.what", ""), ("budget.1.amount", ""), ("budget.1.note", ""), ("budget.1.aid", "")],
    ]  # fmt: skip
    assert found.rows[0][3].computed
    assert len(describe_input(FIELDS["budget"], [line] * 3).rows) == 3


def test_a_computed_field_is_shown_not_asked() -> None:
    found = describe_computed(FIELDS["total"], Money(1250050))
    assert (found.kind, found.value) == ("computed", "12\u202f500,50\u00a0€")
    assert describe_computed(FIELDS["total"], None).value == ""
    assert describe_input(FIELDS["total"]).kind == "computed"
