"""The establishments of one owner, added up: who may, what it tells, and how a learner of two is counted."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Account
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.queries.owner_stores import distinct_learners, owner_stores
from tests.factories.figures import LearningClass, worked
from tests.factories.people import AccountFactory, MandateFactory, OrganisationFactory, contributor

pytestmark = pytest.mark.django_db

SIREN = "732829320"


def establishments(*numbers: int, regions: tuple[str, ...] = ("27", "04")) -> list[LearningClass]:
    """Classes of two establishments of one owner."""
    made = []
    for rank, (number, region) in enumerate(zip(numbers, regions, strict=False)):
        siret = f"{SIREN}{rank + 1:05d}"
        made.append(worked(number, OrganisationFactory(siret=siret, region_code=region)))
    return made


def actor_of_all(made: list[LearningClass]) -> Actor:
    return Actor(kind="person", organisation_ids=frozenset(each.organisation.pk for each in made))


def stores_of(made: list[LearningClass], actor: Actor, *, is_of_owner: bool = True) -> Any:
    return owner_stores(organisation_id=made[0].organisation.pk, siren=SIREN, actor=actor, is_of_owner=is_of_owner)


def test_only_establishments_that_the_actor_is_of_are_added_up() -> None:
    made = establishments(10, 12)
    stranger = worked(9, OrganisationFactory(siret="55208131766522"))
    found = stores_of(made, actor_of_all([*made, stranger]))
    assert set(found.ids) == {each.store_id for each in made}
    assert found.zones == ["Europe/Paris", "Indian/Reunion"]
    assert found.folded_until is not None
    alone = stores_of(made, actor_of_all(made[:1]))
    assert (alone.ids, alone.has_others) == ([made[0].store_id], False)
    own = stores_of(made, actor_of_all(made), is_of_owner=False)
    assert (own.ids, own.has_others) == ([made[0].store_id], True)


@pytest.mark.parametrize(("shared", "told"), [(0, 22), (3, None), (5, 17)])
def test_a_person_of_two_establishments_counts_once_when_that_tells_of_nobody(shared: int, told: int | None) -> None:
    made = establishments(10, 12)
    for rank in range(shared):
        account = AccountFactory()
        Learner.objects.filter(pk__in=[each.learners[rank].id for each in made]).update(account=account)
    assert distinct_learners(stores=[each.store_id for each in made]) == told


def test_one_establishment_that_is_hidden_hides_the_sum() -> None:
    assert distinct_learners(stores=[each.store_id for each in establishments(10, 3)]) is None


def test_the_page_the_file_and_the_resource_add_up() -> None:
    made = establishments(10, 12)
    client, account = Client(), Account.objects.get(pk=contributor(made[0].organisation).account_id)
    client.force_login(account)
    address = reverse("records:figures_file", args=[made[0].organisation.pk]) + "?etablissements=tous"

    def learners() -> str:
        text = client.get(address).content.decode("utf-8-sig")
        return next(csv.DictReader(io.StringIO(text)))["learners"]

    assert learners() == "10", "a mandate in one establishment reads that one"
    MandateFactory(account=account, organisation=made[1].organisation)
    assert learners() == "22"
    page = client.get(address.replace("progression.csv", "progression/")).content.decode()
    assert "Indian/Reunion" in page
    one = reverse("records:resource_figures", args=[made[0].organisation.pk, made[0].ladder]) + "?etablissements=tous"
    content = client.get(one).content.decode()
    assert ">22<" in "".join(content.split())
    assert 'id="etapes"' not in content, "steps of several stores would tell what one of them hides"


def test_eight_establishments_cost_no_more_queries_than_two() -> None:
    made = [worked(5, OrganisationFactory(siret=f"{SIREN}{rank:05d}", region_code="27")) for rank in range(8)]
    client, account = Client(), Account.objects.get(pk=contributor(made[0].organisation).account_id)
    client.force_login(account)
    MandateFactory(account=account, organisation=made[1].organisation)
    address = reverse("records:figures", args=[made[0].organisation.pk]) + "?etablissements=tous"

    def queries(query: str = "") -> list[str]:
        client.get(address + query)
        with CaptureQueriesContext(connection) as captured:
            content = client.get(address + query).content.decode()
        assert ("chacun une fois" in content) == (not query)
        return [each["sql"] for each in captured]

    of_two = queries()
    for each in made[2:]:
        MandateFactory(account=account, organisation=each.organisation)
    of_eight = queries()
    assert len(of_eight) == len(of_two)
    narrowed = queries("&periode=2026-03")
    assert not [each for each in narrowed if "records_participation" in each], "counted only where it is shown"
