"""Values as people read them, in both languages, and as self-describing JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from deffinum.foundation.questionnaires.evaluation import Value, plain
from deffinum.foundation.values import Money, Rate, Text
from deffinum.foundation.values.money import NARROW_SPACE

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
"""A value in a sentence: {application.aid}."""
UNKNOWN = Text("non renseigné", "not filled in")
YES = Text("oui", "yes")
NO = Text("non", "no")
_MONTHS = (
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
)


def displayed(value: Value, choices: Iterable[tuple[str, Text]] = ()) -> Text:
    """A value in French and in English: '4 849 695 €' and '€4,849,695'; a code gives the label of its choice."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int):
        return Text(f"{value:,}".replace(",", NARROW_SPACE), f"{value:,}")
    if isinstance(value, Money | Rate):
        return Text(value.display("fr"), value.display("en"))
    if isinstance(value, date):
        return displayed_date(value)
    if isinstance(value, tuple):
        return _displayed_list(value, tuple(choices))
    if isinstance(value, Mapping):
        return joined([displayed(plain(each)) for each in value.values() if plain(each) is not None], " · ")
    return dict(choices).get(value, Text(value))


def displayed_date(day: date) -> Text:
    """'1er juin 2021' and '1 June 2021'."""
    french, english = _MONTHS[day.month - 1]
    first = "1er" if day.day == 1 else str(day.day)
    return Text(f"{first} {french} {day.year}", f"{day.day} {english} {day.year}")


def _displayed_list(values: tuple[Value, ...], choices: tuple[tuple[str, Text], ...]) -> Text:
    if not values:
        return Text("aucun élément", "no item")
    if any(isinstance(each, Mapping | tuple) for each in values):
        count = len(values)
        return Text(f"{count} élément{'s' if count > 1 else ''}", f"{count} item{'s' if count > 1 else ''}")
    return joined([displayed(each, choices) for each in values], ", ")


def joined(texts: Iterable[Text], separator: str) -> Text:
    """Texts put together, language by language."""
    known = list(texts)
    return Text(separator.join(each.fr for each in known), separator.join(each.in_language("en") for each in known))


def filled(template: Text, values: Mapping[str, Text]) -> Text:
    """A template whose {names} are replaced by values, language by language. English falls back to French."""
    return Text(
        PLACEHOLDER.sub(lambda found: values[found[1]].fr if found[1] in values else found[0], template.fr),
        PLACEHOLDER.sub(
            lambda found: values[found[1]].in_language("en") if found[1] in values else found[0],
            template.in_language("en"),
        ),
    )


def raw_json(value: Value) -> Any:
    """A value as JSON that says its type: {'money': 1250}, {'list': […]}, {'record': {…}}; None when not known."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolean": value}
    if isinstance(value, int):
        return {"integer": value}
    if isinstance(value, Money):
        return {"money": value.cents}
    if isinstance(value, Rate):
        return {"rate": value.basis_points}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return {"list": [raw_json(each) for each in value]}
    if isinstance(value, Mapping):
        return {"record": {str(name): raw_json(plain(each)) for name, each in value.items()}}
    return {"text": value}
