"""Values in words, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from deffinum.foundation.questionnaires.display import displayed, filled, raw_json
from deffinum.foundation.values import Money, Rate, Text


@pytest.mark.parametrize(
    ("value", "fr", "en", "raw"),
    [
        (None, "non renseigné", "not filled in", None),
        ("", "non renseigné", "not filled in", {"text": ""}),
        (True, "oui", "yes", {"boolean": True}),
        (-1234567, "-1\u202f234\u202f567", "-1,234,567", {"integer": -1234567}),
        (Money(484969500), "4\u202f849\u202f695\u00a0€", "€4,849,695", {"money": 484969500}),
        (Rate(6534), "65,34\u00a0%", "65.34%", {"rate": 6534}),
        (date(2022, 8, 1), "1er août 2022", "1 August 2022", {"date": "2022-08-01"}),
        ("code", "Libellé", "Label", {"text": "code"}),
        (("code", "other"), "Libellé, other", "Label, other", {"list": [{"text": "code"}, {"text": "other"}]}),
        ((), "aucun élément", "no item", {"list": []}),
        (({"a": 1},), "1 élément", "1 item", {"list": [{"record": {"a": {"integer": 1}}}]}),
        (({}, {}), "2 éléments", "2 items", {"list": [{"record": {}}, {"record": {}}]}),
        ({"a": 1, "b": 1.5, "c": True}, "1 · oui", "1 · yes",
         {"record": {"a": {"integer": 1}, "b": None, "c": {"boolean": True}}}),
    ],
)  # fmt: skip
def test_values_in_words(value: Any, fr: str, en: str, raw: Any) -> None:
    assert displayed(value, (("code", Text("Libellé", "Label")),)) == Text(fr, en)
    assert raw_json(value) == raw


def test_a_template_without_english_speaks_french_with_english_values() -> None:
    assert filled(Text("Il y a {figures.excess}."), {"figures.excess": Text("1 €", "€1")}) == Text(
        "Il y a 1 €.", "Il y a €1."
    )
