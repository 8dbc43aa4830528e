"""What a statement must be: refused with the place and the reason; what follows the standard is taken."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.xapi.checking import InvalidStatement, check_part, check_statements, instant_of
from deffinum.foundation.xapi.schema import VOIDED
from tests.factories.records import HOME, learner, statement


def refused(changed: dict[str, Any], *, second: bool = False) -> InvalidStatement:
    with pytest.raises(InvalidStatement) as caught:
        check_statements([statement(), changed], second=second)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"actor": {"mbox": "quelqu’un"}}, "statements[1].actor.mbox", "mailto:"),
        ({"actor": {"name": "Sans identifiant"}}, "statements[1].actor", "un identifiant et un seul"),
        ({"actor": {**learner(), "mbox": "mailto:a@exemple.invalid"}}, "statements[1].actor", "un seul"),
        ({"actor": {"objectType": "Group", "name": "Personne"}}, "statements[1].actor", "nomme ses membres"),
        ({"actor": {"account": {"homePage": HOME}}}, "statements[1].actor.account", "« name »"),
        ({"verb": {"id": "sans-schéma"}}, "statements[1].verb.id", "IRI"),
        ({"verb": {"id": f"{HOME}/v", "display": {"français": "a"}}}, "statements[1].verb.display", "langue"),
        ({"object": {"objectType": "Chose", "id": HOME}}, "statements[1].object.objectType", "SubStatement"),
        ({"object": {"objectType": "StatementRef", "id": "1234"}}, "statements[1].object.id", "UUID"),
        ({"result": {"score": {"scaled": 1.2}}}, "statements[1].result.score.scaled", "au plus 1"),
        ({"result": {"score": {"min": 3, "max": 2}}}, "statements[1].result.score", "inférieur"),
        ({"result": {"score": {"raw": 9, "max": 5}}}, "statements[1].result.score.raw", "intervalle"),
        ({"result": {"duration": "4 minutes"}}, "statements[1].result.duration", "PT4M30S"),
        ({"result": {"success": "true"}}, "statements[1].result.success", "vrai ou faux"),
        ({"result": {"extensions": {"clé": 1}}}, "statements[1].result.extensions", "IRI"),
        ({"context": {"language": "français"}}, "statements[1].context.language", "fr"),
        ({"context": None}, "statements[1].context", "un objet"),
        ({"Result": {}}, "statements[1]", "« Result »"),
        ({"timestamp": "2026-02-30T10:00:00Z"}, "statements[1].timestamp", "n’existe pas"),
        ({"timestamp": "2026-02-20T10:00:00-00:00"}, "statements[1].timestamp", "ISO 8601"),
        ({"timestamp": "hier"}, "statements[1].timestamp", "ISO 8601"),
        ({"version": "0.9"}, "statements[1].version", "il faut"),
        ({"verb": {"id": VOIDED}}, "statements[1].object", "objectType"),
        (
            {"object": learner(), "context": {"platform": "Atelier"}},
            "statements[1].context.platform",
            "que si l’objet est une activité",
        ),
        ({"attachments": [{"usageType": f"{HOME}/u"}]}, "statements[1].attachments[0]", "il manque"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_place_and_its_reason(
    changes: dict[str, Any], path: str, words: str
) -> None:
    error = refused(statement(**changes))
    assert error.path == path
    assert words in str(error)


def test_two_components_of_one_id_are_refused() -> None:
    choices = [{"id": "a"}, {"id": "a"}]
    thing = {"id": f"{HOME}/q", "definition": {"interactionType": "choice", "choices": choices}}
    assert refused(statement(object=thing)).path == "statements[1].object.definition.choices"


def test_a_sub_statement_follows_the_same_rules_and_holds_no_other() -> None:
    inner = {key: value for key, value in statement().items() if key != "id"}
    check_statements([statement(object={"objectType": "SubStatement", **inner})], second=False)
    late = {"objectType": "SubStatement", **inner, "timestamp": "2026-13-01T00:00:00Z"}
    assert refused(statement(object=late)).path == "statements[1].object.timestamp"
    nested = {"objectType": "SubStatement", **inner, "object": {"objectType": "SubStatement", **inner}}
    assert refused(statement(object=nested)).path.startswith("statements[1].object.object")
    assert "« id »" in str(refused(statement(object={"objectType": "SubStatement", "id": "1", **inner})))


def test_context_agents_belong_to_the_second_version() -> None:
    agents = [{"objectType": "contextAgent", "agent": learner(), "relevantTypes": [f"{HOME}/role"]}]
    check_statements([statement(context={"contextAgents": agents})], second=True)
    assert "contextAgents" in str(refused(statement(context={"contextAgents": agents})))
    agents[0]["relevantTypes"] = []
    assert refused(statement(context={"contextAgents": agents}), second=True).path.endswith("relevantTypes")


def test_a_null_is_refused_but_in_extensions() -> None:
    check_statements([statement(result={"extensions": {f"{HOME}/e": None}})], second=False)
    for name in ("actor", "verb", "object", "result", "id"):
        refused({**statement(), name: None})


def test_a_part_is_checked_alone() -> None:
    check_part("agent", learner(), second=False, where="agent")
    with pytest.raises(InvalidStatement) as caught:
        check_part("agent", {"mbox": "x"}, second=False, where="agent")
    assert caught.value.path == "agent.mbox"


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-22T09:30:00Z", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T10:30:00+01:00", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T10:30:00.1234567+0100", datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2026-11-22T04:30:00-05", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-12-31T23:59:60Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_instants_are_read_in_utc(written: str, instant: datetime) -> None:
    assert instant_of(written) == instant


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds of a strategy are naive
def test_what_python_writes_is_read_back(instant: datetime) -> None:
    assert instant_of(instant.isoformat()) == instant


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["actor", "verb", "object", "result", "context", "attachments", "timestamp", "id"]), JSON)
def test_whatever_stands_in_a_place_is_taken_or_refused_in_words(name: str, value: Any) -> None:
    changed = copy.deepcopy(statement())
    changed[name] = value
    for second in (False, True):
        try:
            check_statements([changed], second=second)
        except InvalidStatement as refusal:
            assert refusal.path.startswith("statements[0]")  # noqa: PT017 - both outcomes are right
            assert str(refusal).endswith((".", ")."))  # noqa: PT017
