"""When two statements say the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement
from deffinum.foundation.xapi.equality import digest_of
from tests.factories.records import HOME, learner, statement

SAME = [
    ({"id": "a"}, {"id": "b", "stored": "2026-01-01T00:00:00Z", "version": "1.0.0", "authority": learner("autre")}),
    ({"timestamp": "2026-11-22T10:30:00+01:00"}, {"timestamp": "2026-11-22T09:30:00.000Z"}),
    ({"result": {"duration": "PT1.2345S"}}, {"result": {"duration": "PT1.2399S"}}),
    ({"result": {"success": True, "completion": True}}, {"result": {"completion": True, "success": True}}),
]
DIFFERENT = [
    ({"actor": learner("a")}, {"actor": learner("b")}),
    ({"timestamp": "2026-11-22T10:30:00Z"}, {"timestamp": "2026-11-22T10:30:01Z"}),
    ({"result": {"duration": "PT1.23S"}}, {"result": {"duration": "PT1.24S"}}),
    ({"result": {"duration": "PT1M"}}, {}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_say_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest_of(statement(**one)) == digest_of(statement(**other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_these_do_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest_of(statement(**one)) != digest_of(statement(**other))


@given(st.permutations(["actor", "verb", "object"]))
def test_the_order_of_properties_says_nothing(order: list[str]) -> None:
    whole = statement()
    assert digest_of({name: whole[name] for name in order}) == digest_of(whole)


def test_it_changes_nothing_in_the_statement() -> None:
    whole = statement(result={"duration": "PT1.2345S"}, timestamp="2026-11-22T10:30:00+01:00")
    digest_of(whole)
    assert whole["result"] == {"duration": "PT1.2345S"}
    assert whole["timestamp"] == "2026-11-22T10:30:00+01:00"


def test_what_is_deeper_than_can_be_written_again_is_refused_in_words() -> None:
    deep: Any = "fond"
    for _ in range(600):
        deep = [deep]
    with pytest.raises(InvalidStatement, match="imbriqués"):
        digest_of(statement(result={"extensions": {f"{HOME}/e": deep}}))
