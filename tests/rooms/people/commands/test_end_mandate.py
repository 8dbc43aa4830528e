"""Mandates hold between two days, and stop at once when someone ends them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import Refused
from deffinum.rooms.people.commands.end_mandate import LastRepresentative, MandateOver, end_mandate
from deffinum.rooms.people.models import Mandate, Notification
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import NOW, MandateFactory, OrganisationFactory, actor, contributor, holder, representative

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 2)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "ended_on", "holds"),
    [
        (DAY, None, None, True),
        (DAY + timedelta(1), None, None, False),
        (DAY - timedelta(9), DAY, None, True),
        (DAY - timedelta(9), DAY - timedelta(1), None, False),
        (DAY, None, DAY, False),
        (DAY - timedelta(9), None, DAY + timedelta(1), True),
        (DAY - timedelta(9), None, DAY, False),
    ],
)
def test_a_mandate_holds_between_its_days(
    starts_on: date, ends_on: date | None, ended_on: date | None, holds: bool
) -> None:
    mandate = MandateFactory(starts_on=starts_on, ends_on=ends_on)
    Mandate.objects.filter(pk=mandate.pk).update(ended_on=ended_on, ended_by=mandate.account if ended_on else None)
    assert Mandate.objects.in_force(DAY).filter(pk=mandate.pk).exists() is holds
    assert actor(mandate.account).belongs_to(mandate.organisation_id) is holds


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_the_day_is_that_of_the_platform_zone(seconds: int) -> None:
    """Paris is one or two hours ahead of universal time since 1970: the day is the same, or the next one."""
    instant = datetime.fromtimestamp(seconds, UTC)
    assert (
        day_of(instant) == (instant + timedelta(hours=1)).date()
        or day_of(instant) == (instant + timedelta(hours=2)).date()
    )


def test_midnight_in_paris_starts_the_day() -> None:
    assert day_of(datetime(2022, 5, 1, 22, 0, tzinfo=UTC)) == DAY


def test_a_representative_ends_a_mandate_at_once_and_the_person_is_told() -> None:
    organisation = OrganisationFactory()
    mandate = MandateFactory(organisation=organisation, kind=MandateKind.CONTRIBUTOR, starts_on=DAY)
    end_mandate(mandate_id=mandate.pk, by=representative(organisation), now=NOW)
    assert not actor(mandate.account).belongs_to(organisation.pk)
    assert "a pris fin" in Notification.objects.get(account=mandate.account).title["fr"]
    with pytest.raises(MandateOver):
        end_mandate(mandate_id=mandate.pk, by=representative(organisation), now=NOW)


def test_one_leaves_by_oneself() -> None:
    organisation = OrganisationFactory()
    by = contributor(organisation)
    end_mandate(mandate_id=Mandate.objects.get(account_id=by.account_id).pk, by=by, now=NOW)
    assert not Mandate.objects.in_force(DAY).filter(account_id=by.account_id).exists()
    assert not Notification.objects.exists()


def test_the_last_representative_stays_until_another_is_there() -> None:
    organisation = OrganisationFactory()
    by = representative(organisation)
    contributor(organisation)
    mandate = Mandate.objects.get(account_id=by.account_id)
    with pytest.raises(LastRepresentative, match="Invitez d’abord"):
        end_mandate(mandate_id=mandate.pk, by=by, now=NOW)
    representative(organisation)
    end_mandate(mandate_id=mandate.pk, by=by, now=NOW)
    assert not Mandate.objects.in_force(DAY).filter(pk=mandate.pk).exists()


def test_an_administrator_may_end_the_last_one() -> None:
    mandate = MandateFactory()
    end_mandate(mandate_id=mandate.pk, by=holder(Role.ADMINISTRATOR), now=NOW)
    assert not Mandate.objects.in_force(DAY).exists()


def test_neither_a_contributor_nor_a_stranger_ends_the_mandate_of_another() -> None:
    mandate = MandateFactory()
    for by in (contributor(mandate.organisation), representative()):
        with pytest.raises(Refused):
            end_mandate(mandate_id=mandate.pk, by=by, now=NOW)
