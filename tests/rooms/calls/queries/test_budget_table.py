"""The table adds up, balances and respects the cap, whatever the amounts."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deffinum.foundation.values import Money, Rate, total
from deffinum.rooms.calls.models import Partner
from deffinum.rooms.calls.queries.budget_rules import floor_of_own_funding
from deffinum.rooms.calls.queries.budget_table import (
    BudgetTable,
    SavedCell,
    SavedFunding,
    budget_of,
    budget_table,
    funding_of,
)
from deffinum.rooms.calls.queries.call_configuration import read_configuration
from tests.factories.applications import CONFIGURATION, make_consortium

calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No timing: these tests run on busy machines."""
cents = st.integers(0, 10**11)
cells = st.dictionaries(
    st.tuples(st.integers(0, 2), st.sampled_from(["staff", "equipment"]), st.integers(1, 3)), cents, max_size=12
)
plans = st.dictionaries(
    st.tuples(st.integers(0, 2), st.sampled_from(["aid", "own", "cofunder", "valued"])), cents, max_size=8
)


def table(amounts: dict[tuple[int, str, int], int], plan: dict[tuple[int, str], int], **limits: int) -> BudgetTable:
    members = [
        Partner(id=uuid.UUID(int=rank + 1), state="joined", role="lead" if rank == 0 else "partner", rank=rank,
                invited_name=f"Membre {rank}")
        for rank in range(3)
    ]  # fmt: skip
    configuration = read_configuration(CONFIGURATION | {"limits": CONFIGURATION["limits"] | limits})
    return budget_table(
        partners=members,
        budget_lines=[
            SavedCell(members[rank].pk, key, year, amount, version=1) for (rank, key, year), amount in amounts.items()
        ],
        funding_lines=[
            SavedFunding(uuid.UUID(int=9), members[rank].pk, kind, kind, amount, version=1)
            for (rank, kind), amount in plan.items()
        ],
        configuration=configuration,
        months=36,
    )


@calmly
@given(amounts=cells, plan=plans)
def test_every_total_is_the_sum_of_its_lines(amounts: dict, plan: dict) -> None:
    found = table(amounts, plan)
    assert found.base == Money(sum(amounts.values())) == total(found.category_totals) == total(found.year_totals)
    assert found.base == total(part.base for part in found.parts)
    assert found.funding == Money(sum(plan.values()))
    assert found.aid == Money(sum(amount for (_rank, kind), amount in plan.items() if kind == "aid"))
    for part in found.parts:
        assert part.base == total(part.year_totals) == total(row.total for row in part.rows)


@calmly
@given(amounts=cells, plan=plans)
def test_a_member_is_named_exactly_when_its_plan_does_not_balance(amounts: dict, plan: dict) -> None:
    found = table(amounts, plan)
    named = {each.partner_id for each in found.broken if each.rule == "balance"}
    assert named == {part.partner_id for part in found.parts if part.gap}


@calmly
@given(amounts=cells, plan=plans)
def test_the_cap_breaks_exactly_above_seventy_per_cent_rounded_to_the_euro(amounts: dict, plan: dict) -> None:
    found = table(amounts, plan)
    broken = any(each.rule == "aid_cap" for each in found.broken)
    exact_half_up = (7 * found.base.cents + 500) // 1000 * 100
    assert found.cap == Money(exact_half_up)
    assert broken == (found.aid.cents > exact_half_up)


@calmly
@given(base=cents, points=st.integers(0, 10_000))
def test_the_cap_and_the_floor_of_own_funding_never_contradict_each_other(base: int, points: int) -> None:
    aid = Rate(10_000 - points).cap_of(Money(base))
    assert Money(base) - aid == floor_of_own_funding(Money(base), Rate(points))


def test_an_empty_budget_is_said_once() -> None:
    assert [each.rule for each in table({}, {}).broken] == ["empty_budget"]


def test_limits_of_the_call_are_said_with_their_figures() -> None:
    found = table(
        {(0, "staff", 1): 100_000}, {(0, "aid"): 60_000, (0, "own"): 40_000},
        minimum_base_cents=200_000, minimum_aid_cents=70_000, maximum_aid_cents=50_000, minimum_own_basis_points=4500,
    )  # fmt: skip
    said = {each.rule: each.sentence.replace("\u202f", " ").replace("\u00a0", " ") for each in found.broken}
    assert set(said) == {"minimum_base", "minimum_aid", "maximum_aid", "minimum_own"}
    assert "Il manque 1 000 €" in said["minimum_base"] and "100 € de trop" in said["maximum_aid"]
    assert "soit 450 €. Ils apportent 400 €. Il manque 50 €" in said["minimum_own"]


@pytest.mark.parametrize(("own", "broken"), [(20_000, set()), (19_999, {"minimum_own"})])
def test_a_share_that_the_committee_may_lower_stops_the_deposit_at_its_floor_only(own: int, broken: set[str]) -> None:
    found = table(
        {(0, "staff", 1): 100_000}, {(0, "aid"): 100_000 - own, (0, "own"): own},
        maximum_rate_basis_points=9000, minimum_own_basis_points=3000, derogation_own_basis_points=2000,
    )  # fmt: skip
    assert {each.rule for each in found.broken} == broken


def test_an_amount_after_the_end_of_the_project_is_shown_and_said() -> None:
    configuration = read_configuration(CONFIGURATION)
    member = Partner(id=uuid.UUID(int=1), state="joined", role="lead", rank=1, invited_name="Membre")
    line = SavedCell(member.pk, "staff", 3, 100, version=1)
    found = budget_table(
        partners=[member], budget_lines=[line], funding_lines=[], configuration=configuration, months=12
    )
    assert found.years == (1, 2, 3)
    assert any(each.rule == "year_outside" and each.year == 3 for each in found.broken)


def test_a_ceiling_on_a_category() -> None:
    categories = [dict(CONFIGURATION["categories"][0], ceiling_basis_points=1000), CONFIGURATION["categories"][1]]
    configuration = read_configuration(CONFIGURATION | {"categories": categories})
    member = Partner(id=uuid.UUID(int=1), state="joined", role="lead", rank=1, invited_name="Membre")
    lines = [
        SavedCell(member.pk, key, 1, amount, version=1) for key, amount in (("staff", 10_001), ("equipment", 89_999))
    ]
    found = budget_table(
        partners=[member], budget_lines=lines, funding_lines=[], configuration=configuration, months=12
    )
    assert [each.category_key for each in found.broken if each.rule == "category_ceiling"] == ["staff"]


@pytest.mark.django_db
def test_a_removed_member_no_longer_counts(django_assert_num_queries) -> None:
    consortium = make_consortium(partners=2)
    consortium.complete()
    with django_assert_num_queries(4):
        assert budget_of(application_id=consortium.application.pk).base == Money.euros(300_000)
    consortium.application.partners.filter(organisation=consortium.people[0].organisation).update(state="removed")
    assert budget_of(application_id=consortium.application.pk).base == Money.euros(200_000)
    assert len(funding_of(application_id=consortium.application.pk)) == 4
