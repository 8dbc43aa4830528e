"""The sample's people and organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from deffinum.foundation.policies import PLATFORM
from deffinum.foundation.values import Siret
from deffinum.rooms.people.commands.load_sample import SampleRefused
from deffinum.rooms.people.models import Account, Mandate, Organisation, RoleGrantRow
from deffinum.rooms.people.public import load_people_sample, sample_account, sample_actor, sample_organisation
from deffinum.rooms.people.queries.sample import PERSONAS
from deffinum.rooms.people.words import MandateKind, Role
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 2)


def counts() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Account, Organisation, Mandate, RoleGrantRow))


def test_loading_twice_changes_nothing() -> None:
    load_people_sample(by=PLATFORM, now=NOW)
    before = counts()
    Account.objects.filter(pk=sample_account("lead").id).update(first_name="Modifié pendant la visite")
    load_people_sample(by=PLATFORM, now=NOW)
    assert counts() == before
    assert sample_account("lead").name.startswith("Modifié")


def test_every_sample_organisation_is_marked_and_has_a_right_key() -> None:
    load_people_sample(by=PLATFORM, now=NOW)
    for organisation in Organisation.objects.filter(is_sample=True):
        assert "(organisation d’exemple)" in organisation.name
        assert Siret.parse(organisation.siret).digits == organisation.siret
        assert organisation.siret.startswith("000")


def test_the_real_lead_has_no_invented_number() -> None:
    load_people_sample(by=PLATFORM, now=NOW)
    gifod = sample_organisation("gifod")
    assert (gifod.name, gifod.siret, gifod.kind, gifod.region_code) == ("GIFOD", "", "association", "27")


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("officer", Role.OFFICER),
        ("expert_1", Role.EXPERT),
        ("expert_2", Role.EXPERT),
        ("jury", Role.JURY),
        ("decider", Role.DECIDER),
        ("committee", Role.COMMITTEE),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_each_persona_has_its_role(key: str, role: str) -> None:
    load_people_sample(by=PLATFORM, now=NOW)
    assert sample_actor(key, day=DAY).has(role)


def test_the_lead_and_the_partner_represent_their_organisations() -> None:
    load_people_sample(by=PLATFORM, now=NOW)
    assert sample_actor("lead", day=DAY).has(MandateKind.REPRESENTATIVE, sample_organisation("gifod").id)
    assert sample_actor("partner", day=DAY).has(MandateKind.REPRESENTATIVE, sample_organisation("partner_6").id)
    assert all(sample_account(each.key).name.endswith("(exemple)") for each in PERSONAS)


def test_the_sample_is_refused_outside_sample_mode(settings: Any) -> None:
    settings.SAMPLE_MODE = False
    with pytest.raises(SampleRefused):
        load_people_sample(by=PLATFORM, now=NOW)
    assert not Account.objects.exists()
