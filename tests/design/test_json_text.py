"""JSON that people send: read, or refused with a sentence; never a stack that overflows."""

from __future__ import annotations

import pytest

from deffinum.design.json_text import DEEPEST, JsonTooDeep, JsonUnreadable, read_json


@pytest.mark.parametrize("text", ["[]", '{"a": [{"b": "é", "c": 1}]}', "12", "null", b'"x"', "[[],[]]"])
def test_what_is_sent_is_read(text: str | bytes) -> None:
    assert read_json(text) == {"[]": [], "12": 12, "null": None, b'"x"': "x", "[[],[]]": [[], []]}.get(
        text, {"a": [{"b": "é", "c": 1}]}
    )


@pytest.mark.parametrize("inner", ["", "1"])
def test_the_deepest_is_read_and_one_more_is_not(inner: str) -> None:
    read_json("[" * DEEPEST + inner + "]" * DEEPEST)
    with pytest.raises(JsonTooDeep, match="emboîtées"):
        read_json("[" * (DEEPEST + 1) + inner + "]" * (DEEPEST + 1))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000]
)
def test_a_hundred_thousand_brackets_are_refused(text: str) -> None:
    with pytest.raises(JsonTooDeep) as refusal:
        read_json(text)
    assert refusal.value.status == 400


@pytest.mark.parametrize("text", ["", "{", "nul", b"\xff", "[1,]"])
def test_what_is_no_json_is_said(text: str | bytes) -> None:
    with pytest.raises(JsonUnreadable, match="JSON"):
        read_json(text)


@pytest.mark.parametrize("text", [r'"a\u0000b"', r'{"a": ["\ud800"]}', r'{"\u0000": 1}', r'[{"b": "\udfff\ud800"}]'])
def test_a_text_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(JsonUnreadable, match="ne s’enregistre pas") as refusal:
        read_json(text)
    assert refusal.value.status == 400


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read_json(r'"\ud83d\ude00"') == "😀"
