"""The share that Deffinov PACA wants from elsewhere: what the aid cap of the other share leaves, to the euro."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.questionnaires import FAILED, SATISFIED, read_rule_set
from deffinum.foundation.values import Money, Rate
from deffinum.rooms.calls.queries.application_facts import application_vocabulary
from deffinum.rooms.calls.queries.budget_rules import floor_of_own_funding
from deffinum.rooms.calls.queries.call_configuration import read_configuration
from tests.factories.calls import reference_call

CALL = read_configuration(reference_call("deffinov-paca").configuration)
RULES = {each.id: each for each in read_rule_set(dict(CALL.eligibility_rules)).rules}
WORDS = application_vocabulary(CALL)
SHARES = {"own_funding_floor": Rate.percent(20), "own_funding": Rate.percent(30)}
NOTHING = Money(0)
BASE = Money(12_345_678)
"""123 456,78 €: 80 % is 98 765,424 €, hence 98 765 €; 70 % is 86 419,746 €, hence 86 420 €."""


def proof(rule: str, base: Money, own: Money, valued: Money = NOTHING) -> Any:
    return RULES[rule].evaluate({"application": {"base": base, "own": own, "valued": valued}}, WORDS)


@pytest.mark.parametrize(("rule", "floor"), [("own_funding_floor", 2_469_178), ("own_funding", 3_703_678)])
def test_one_euro_under_fails_and_the_floor_itself_passes(rule: str, floor: int) -> None:
    assert floor_of_own_funding(BASE, SHARES[rule]) == Money(floor)
    for cents, result in ((floor - 100, FAILED), (floor - 1, FAILED), (floor, SATISFIED), (floor + 100, SATISFIED)):
        assert proof(rule, BASE, Money(cents)).result == result
    assert proof(rule, BASE, Money(floor - 100), Money(100)).result == SATISFIED


def test_the_sentence_shows_the_sum() -> None:
    said = proof("own_funding_floor", BASE, Money(2_469_078)).sentence.fr.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Le groupement apporte 24 690,78 €" in said
    assert "il faut 24 691,78 € (20 % : 123 456,78 € moins 98 765 €)" in said


@given(base=st.integers(100, 10**11), aside=st.integers(-200, 200), rule=st.sampled_from(sorted(SHARES)))
def test_the_rule_and_the_budget_always_agree(base: int, aside: int, rule: str) -> None:
    floor = floor_of_own_funding(Money(base), SHARES[rule])
    brought = Money(floor.cents + aside)
    assert (proof(rule, Money(base), brought).result == SATISFIED) == (brought >= floor)
