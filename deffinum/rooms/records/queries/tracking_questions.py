"""The questions of a quiz in the plugin's tracking document, as interactions of xAPI (1.0.3 data, appendix C)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from deffinum.foundation.values import readable
from deffinum.foundation.xapi.checking import InvalidStatement
from deffinum.rooms.records.queries.tracking_values import as_list, as_object, optional_number, text_at

Json = Any

INTERACTIONS = {"unique": "choice", "multiple": "choice", "open": "long-fill-in", "order": "sequencing"}
BETWEEN = "[,]"
"""What stands between the parts of a response."""
_LONGEST = 10_000
"""Characters of one answer."""


def read_questions(node: dict[str, Json], where: str) -> Iterator[tuple[dict[str, Json], str]]:
    """The questions of a node, each with its path. Raises InvalidStatement."""
    found = node.get("questions")
    for position, each in enumerate(as_list([] if found is None else found, f"{where}.questions")):
        place = f"{where}.questions[{position}]"
        yield as_object(each, place), place


def interaction_of(question: dict[str, Json], where: str) -> tuple[dict[str, Json], str]:
    """What its definition adds, and the response. Raises InvalidStatement."""
    kind = question.get("type")
    if not isinstance(kind, str) or kind not in INTERACTIONS:
        raise InvalidStatement(
            f"{where}.type", _("il faut l’un de ces types : %(types)s.") % {"types": ", ".join(INTERACTIONS)}
        )
    answers = question.get("userAnswers")
    given = [
        _part(each, f"{where}.userAnswers[{position}]")
        for position, each in enumerate(as_list([] if answers is None else answers, f"{where}.userAnswers"))
    ]
    described: dict[str, Json] = {"interactionType": INTERACTIONS[kind]}
    if kind != "open":
        choices = _choices(question, where)
        described["choices"] = [_component(name, text) for name, text, _right, _rank in choices]
        if pattern := _pattern(kind, choices):
            described["correctResponsesPattern"] = pattern
    return described, BETWEEN.join(given)


Choice = tuple[str, str, bool, float | None]
"""Name, text, whether it is right, and its right place."""


def _choices(question: dict[str, Json], where: str) -> list[Choice]:
    """The choices; the plugin sometimes gives two the same id: the first of them stands for both."""
    listed = question.get("choices")
    found: dict[str, Choice] = {}
    for position, each in enumerate(as_list([] if listed is None else listed, f"{where}.choices")):
        place = f"{where}.choices[{position}]"
        choice = as_object(each, place)
        name = _part(choice.get("id"), f"{place}.id")
        text = text_at("" if choice.get("text") is None else choice["text"], f"{place}.text", longest=2000)
        right = choice.get("isCorrect", False)
        if not isinstance(right, bool):
            raise InvalidStatement(f"{place}.isCorrect", _("il faut vrai ou faux (true ou false)."))
        rank = optional_number(choice.get("correctOrder"), f"{place}.correctOrder", low=0, high=1_000_000)
        found.setdefault(name, (name, readable(text), right, rank))
    return list(found.values())


def _pattern(kind: str, choices: list[Choice]) -> list[str]:
    if kind == "order":
        ranked = sorted((rank, name) for name, _text, _right, rank in choices if rank is not None)
        return [BETWEEN.join(name for _rank, name in ranked)] if ranked else []
    right = [name for name, _text, right, _rank in choices if right]
    if kind == "unique":  # one of them is enough
        return right
    return [BETWEEN.join(right)] if right else []


def _component(name: str, text: str) -> dict[str, Json]:
    return {"id": name, "description": {"fr": text}} if text else {"id": name}


def _part(value: Json, where: str) -> str:
    """A part of a response, which may not hold the separator."""
    return readable(text_at(value, where, longest=_LONGEST)).replace(BETWEEN, ",")
