"""A learner gets one opaque name a store."""

from __future__ import annotations

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Refused
from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import Learner
from tests.factories.people import NOW, AccountFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_enrolled_once_under_a_name_that_says_nothing() -> None:
    organisation, account = OrganisationFactory(), AccountFactory(first_name="Zélie")
    words = {"organisation_id": organisation.pk, "label": "Zélie", "by": PLATFORM, "now": NOW}
    one = enrol_learner(account_id=account.pk, **words)
    assert enrol_learner(account_id=account.pk, **words) == one
    assert "zélie" not in one.name.lower()
    assert Learner.objects.count() == 1


def test_one_person_has_another_name_in_another_store() -> None:
    account = AccountFactory()
    names = {
        enrol_learner(
            organisation_id=OrganisationFactory().pk, label="", account_id=account.pk, by=PLATFORM, now=NOW
        ).name
        for _ in range(2)
    }
    assert len(names) == 2


def test_a_stranger_enrols_nobody() -> None:
    with pytest.raises(Refused):
        enrol_learner(organisation_id=OrganisationFactory().pk, label="", account_id=None, by=VISITOR, now=NOW)
