"""The figures of learning for machines: what a token reads, what only people read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from deffinum.rooms.people.commands.organisation_tokens import make_token
from deffinum.rooms.people.models import Account
from tests.factories.figures import LADDER, learning_class, worked
from tests.factories.people import OrganisationFactory, contributor, representative

pytestmark = pytest.mark.django_db


def token_of(organisation: Any) -> dict[str, str]:
    now = datetime.now(UTC)
    made = make_token(
        organisation_id=organisation.pk, label="Logiciel", expires_on=now.date() + timedelta(30),
        by=representative(organisation), now=now,
    )  # fmt: skip
    return {"authorization": f"Bearer {made.secret}"}


def test_a_token_reads_aggregates_and_never_names(client: Client) -> None:
    made = worked(20)
    headers, start = token_of(made.organisation), f"/api/records/organisations/{made.organisation.pk}/resources"
    listed = client.get(start, headers=headers).json()
    assert listed["count"] == 1
    (resource,) = listed["resources"]
    assert (resource["iri"], resource["figures"]["learners"], resource["figures"]["completed"]) == (LADDER, 20, 10)
    assert listed["trend"] == [{"begins": "2026-03-01", "ends": "2026-03-31", "learners": 20}]
    found = client.get(f"{start}/{resource['key']}", headers=headers).json()
    assert [each["succeeded"] for each in found["steps"]] == [20, 10, 10]
    assert {each["facet"] for each in found["facets"]} == {"place"}
    answer = client.get(f"{start}/{resource['key']}/learners", headers=headers)
    assert (answer.status_code, answer["content-type"]) == (403, "application/problem+json")
    answer = client.get(f"/api/records/learners/{made.learners[0].id}/progress", headers=headers)
    assert answer.status_code == 403


def test_pages_and_filters(client: Client) -> None:
    made = worked(20)
    headers, start = token_of(made.organisation), f"/api/records/organisations/{made.organisation.pk}/resources"
    assert client.get(f"{start}?after=20.{made.ladder}", headers=headers).json()["resources"] == []
    assert client.get(f"{start}?period=2026-04", headers=headers).json()["count"] == 0
    assert client.get(f"{start}?period=2026-03&size=1", headers=headers).json()["count"] == 1
    for wrong in ("period=2026-13", "period=mars", "after=3", f"after=-3.{made.ladder}", "since=hier"):
        assert client.get(f"{start}?{wrong}", headers=headers).status_code == 422, wrong
    assert client.get(f"{start}?size=1000", headers=headers).status_code == 422
    (place, *_others) = client.get(f"{start}/{made.ladder}", headers=headers).json()["facets"]
    (row,) = client.get(f"{start}?place={place['key']}", headers=headers).json()["resources"]
    assert row["figures"] == place["figures"]


def test_hidden_figures_are_null(client: Client) -> None:
    made = worked(4)
    start = f"/api/records/organisations/{made.organisation.pk}/resources"
    found = client.get(f"{start}/{made.ladder}", headers=token_of(made.organisation)).json()
    assert found["figures"].pop("at_least") == []
    assert set(found["figures"].values()) == {None}
    assert {each["learners"] for each in found["steps"]} == {None}
    assert {each["errors"] for each in found["steps"]} == {None}


def test_people_of_the_organisation_read_who_is_where(client: Client) -> None:
    made = worked(6)
    client.force_login(Account.objects.get(pk=contributor(made.organisation).account_id))
    start = f"/api/records/organisations/{made.organisation.pk}/resources/{made.ladder}"
    stuck = client.get(f"{start}/learners?standing=stuck").json()
    assert sorted(each["label"] for each in stuck["learners"]) == ["Apprenant 00", "Apprenant 01", "Apprenant 02"]
    assert {each["progress"]["errors"] for each in stuck["learners"]} == {2}
    (progress,) = client.get(f"/api/records/learners/{made.learners[5].id}/progress").json()
    assert [each["standing"] for each in progress["steps"]] == ["done", "done", "done"]
    assert progress["resource"]["time_ms"] == 600_000
    assert client.get(f"{start}/learners?standing=lost").status_code == 422


def test_nobody_else_reads_anything(client: Client) -> None:
    made, other = worked(6), learning_class(1)
    start = f"/api/records/organisations/{made.organisation.pk}/resources"
    for headers in ({}, token_of(other.organisation)):
        for address in (start, f"{start}/{made.ladder}", f"{start}/{made.ladder}/learners"):
            assert client.get(address, headers=headers).status_code == 403, address
    without = OrganisationFactory()
    headers = token_of(without)
    assert client.get(f"/api/records/organisations/{without.pk}/resources", headers=headers).status_code == 404
    elsewhere = f"/api/records/organisations/{other.organisation.pk}/resources/{made.ladder}"
    assert client.get(elsewhere, headers=token_of(other.organisation)).status_code == 404
