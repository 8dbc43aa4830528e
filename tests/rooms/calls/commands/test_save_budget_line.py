"""Amounts: what is typed, who may, totals kept in step."""

from __future__ import annotations

import pytest

from deffinum.foundation.policies import Refused
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.save_budget_line import AmountConflict, CellUnknown, SavedAmount, save_budget_line
from deffinum.rooms.calls.commands.save_funding_line import FundingRefused, save_funding_line
from deffinum.rooms.calls.models import BudgetLine, FundingLine
from deffinum.rooms.calls.queries.typed_amount import AmountRefused
from tests.factories.applications import NOW, Consortium, Person, make_consortium

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium() -> Consortium:
    return make_consortium()


def save(
    consortium: Consortium,
    raw: str,
    *,
    who: Person | None = None,
    version: int = 0,
    category: str = "staff",
    year: int = 1,
    by: Person | None = None,
) -> SavedAmount:
    who = who or consortium.lead
    return save_budget_line(
        application_id=consortium.application.pk,
        partner_id=consortium.member(who).pk,
        category_key=category,
        year=year,
        raw=raw,
        expected_version=version,
        by=(by or who).actor,
        now=NOW,
    )


def test_the_base_follows_each_cell(consortium: Consortium) -> None:
    save(consortium, "1 234,56")
    save(consortium, "10", who=consortium.people[0])
    consortium.application.refresh_from_db()
    assert consortium.application.base_cents == 124_456
    save(consortium, "", version=1)
    consortium.application.refresh_from_db()
    assert consortium.application.base_cents == 1_000


@pytest.mark.parametrize("raw", ["douze", "1.234", "12,345", "1e3", "--5", "€"])
def test_a_non_numeric_amount_is_said_beside_its_cell(consortium: Consortium, raw: str) -> None:
    save(consortium, "100")
    with pytest.raises(AmountRefused) as refusal:
        save(consortium, raw, version=1)
    assert raw in str(refusal.value) and refusal.value.field == "staff.1"
    assert BudgetLine.objects.get().amount_cents == 10_000


def test_a_negative_amount_is_said_beside_its_cell(consortium: Consortium) -> None:
    with pytest.raises(AmountRefused, match="négatif"):
        save(consortium, "-5")
    assert not BudgetLine.objects.exists()


def test_an_amount_without_measure_is_said_and_the_largest_ones_still_add_up(consortium: Consortium) -> None:
    with pytest.raises(AmountRefused, match="trop grand"):
        save(consortium, "100 000 000 000,01")
    for year in range(1, 11):
        save(consortium, "100 000 000 000", year=year)
    consortium.application.refresh_from_db()
    assert consortium.application.base_cents == 10**14


def test_two_people_in_the_same_cell(consortium: Consortium) -> None:
    save(consortium, "100")
    with pytest.raises(AmountConflict) as conflict:
        save(consortium, "200", version=0)
    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == (Money(10_000), "200", 1)
    assert save(consortium, "100", version=0).version == 1, "repeating the kept amount is harmless"


def test_a_cell_that_the_call_does_not_have(consortium: Consortium) -> None:
    for category, year in (("unknown", 1), ("staff", 0), ("staff", 11)):
        with pytest.raises(CellUnknown):
            save(consortium, "1", category=category, year=year)


def test_each_member_writes_its_own_amounts(consortium: Consortium) -> None:
    with pytest.raises(Refused):
        save(consortium, "1", who=consortium.people[0], by=consortium.lead)


def test_the_aid_follows_the_plan_and_has_one_line_a_member(consortium: Consortium) -> None:
    consortium.fund(consortium.lead, "aid", "500")
    consortium.fund(consortium.lead, "aid", "700")
    consortium.fund(consortium.people[0], "aid", "1")
    consortium.application.refresh_from_db()
    assert consortium.application.aid_cents == 70_100
    assert FundingLine.objects.filter(kind="aid").count() == 2


def test_a_cofunder_has_a_name_is_added_once_and_can_be_removed(consortium: Consortium) -> None:
    with pytest.raises(FundingRefused):
        consortium.fund(consortium.lead, "cofunder", "100")
    partner = consortium.member(consortium.lead)

    def save(raw: str, **options: object) -> SavedAmount:
        return save_funding_line(
            application_id=consortium.application.pk,
            partner_id=partner.pk,
            kind="cofunder",
            label="Région (exemple)",
            raw=raw,
            by=consortium.lead.actor,
            now=NOW,
            **options,  # type: ignore[arg-type]
        )

    added = save("100", expected_version=0)
    assert save("100", expected_version=0) == added, "a repeated request adds nothing"
    with pytest.raises(FundingRefused, match="déjà dans ce plan"):
        save("200", expected_version=0)
    save("", expected_version=1, line_id=added.line_id)
    assert not FundingLine.objects.exists()


def test_amounts_after_validation_open_the_part_again(consortium: Consortium) -> None:
    consortium.complete()
    who = consortium.people[0]
    assert save(consortium, "60 001", who=who, version=1).reopened
    assert consortium.member(who).state == "joined"
