"""GET /api/people/me: the first call that a tool makes with its token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from deffinum.rooms.people.commands.organisation_tokens import make_token, revoke_token
from deffinum.rooms.people.models import Account, OrganisationToken
from deffinum.rooms.people.words import Role
from tests.factories.people import OrganisationFactory, holder, representative

pytestmark = pytest.mark.django_db
ADDRESS = "/api/people/me"


def test_a_visitor_is_a_visitor(client: Client) -> None:
    assert client.get(ADDRESS).json() == {"kind": "visitor", "name": "", "organisations": [], "roles": []}


def test_a_token_says_for_whom_it_acts_and_remembers_its_use(client: Client) -> None:
    organisation = OrganisationFactory(name="Organisme d’exemple")
    by, now = representative(organisation), datetime.now(UTC)
    made = make_token(
        organisation_id=organisation.pk, label="Logiciel", expires_on=now.date() + timedelta(30), by=by, now=now
    )
    document = client.get(ADDRESS, headers={"authorization": f"Bearer {made.secret}"}).json()
    assert document["kind"] == "token"
    assert [each["siret"] for each in document["organisations"]] == [organisation.siret]
    assert OrganisationToken.objects.get().last_used_on is not None
    revoke_token(token_id=made.id, by=by, now=now)
    answer = client.get(ADDRESS, headers={"authorization": f"Bearer {made.secret}"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_a_wrong_token_never_falls_back_on_the_session(client: Client) -> None:
    client.force_login(Account.objects.get(pk=holder(Role.OFFICER).account_id))
    assert client.get(ADDRESS).json()["roles"][0]["role"] == "officer"
    assert client.get(ADDRESS, headers={"authorization": "Bearer faux"}).status_code == 401
