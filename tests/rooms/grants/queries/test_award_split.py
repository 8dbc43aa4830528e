"""A granted aid is split to the cent between members and tranches."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.values import Money, Rate, total
from deffinum.rooms.grants.queries.award_split import MemberAmounts, split_aid, tranche_amounts

AMOUNTS = st.integers(min_value=0, max_value=10**11)


def _member(rank: int, base: int, aid: int) -> MemberAmounts:
    return MemberAmounts(uuid.UUID(int=rank + 1), f"Membre {rank}", rank == 0, Money(base), Money(aid))


@given(st.integers(min_value=1, max_value=10**11), st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12))
def test_the_parts_add_up_to_what_was_granted(granted: int, asked: list[tuple[int, int]]) -> None:
    members = [_member(rank, base, aid) for rank, (base, aid) in enumerate(asked)]
    parts = split_aid(Money(granted), members)
    assert total(each.aid for each in parts).cents == granted
    assert [each.base for each in parts] == [each.base for each in members]


def test_what_was_asked_is_given_as_asked_when_everything_is_granted() -> None:
    members = [_member(0, 100, 70), _member(1, 50, 20)]
    assert split_aid(Money(90), members) == tuple(members)


def test_without_a_budget_the_lead_gets_all() -> None:
    parts = split_aid(Money(7), [_member(0, 0, 0), _member(1, 0, 0)])
    assert [each.aid for each in parts] == [Money(7), Money(0)]


@given(
    st.integers(min_value=1, max_value=10**12),
    st.lists(st.integers(min_value=1, max_value=100), min_size=1, max_size=8),
)
def test_tranches_add_up_to_the_aid(aid: int, weights: list[int]) -> None:
    whole = 10_000
    shares = [whole // len(weights)] * len(weights)
    shares[-1] += whole - sum(shares)
    amounts = tranche_amounts(Money(aid), [Rate(each) for each in shares])
    assert total(amounts).cents == aid
    assert all(each.cents >= 0 for each in amounts)


def test_a_few_cents_in_many_tranches_are_never_negative() -> None:
    assert tranche_amounts(Money(2), [Rate.percent(25)] * 4) == (Money(1), Money(0), Money(1), Money(0))


def test_the_real_aid_in_three_tranches() -> None:
    amounts = tranche_amounts(Money.euros(4_849_695), [Rate.percent(50), Rate.percent(30), Rate.percent(20)])
    assert amounts == (Money(242_484_750), Money(145_490_850), Money(96_993_900))


def test_shares_that_miss_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="100 %"):
        tranche_amounts(Money(10), [Rate.percent(50)])
