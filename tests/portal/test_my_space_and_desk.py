"""Pages of those who signed in: my space, and the officers' desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from deffinum.foundation.policies import Actor, RoleGrant
from deffinum.portal.policies import DESK_ROLES, may_open_desk
from deffinum.rooms.people.public import Role
from tests.factories.people import AccountFactory, RoleFactory
from tests.factories.plan import NOW


def test_visitors_are_asked_to_sign_in(db: None, client: Client) -> None:
    for address in ("/mon-espace/", "/instruction/"):
        assert client.get(address).headers["Location"] == f"/comptes/login/?next={address}"


def test_my_space_opens_for_a_person_without_anything(db: None, client: Client) -> None:
    client.force_login(AccountFactory(first_name="Dominique", last_name="Exemple"))
    page = client.get("/mon-espace/").content.decode()
    assert "Dominique Exemple" in page
    assert "Mon espace" in page


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_the_desk(role: Role) -> None:
    actor = Actor(grants=frozenset({RoleGrant(role)}), kind="person")
    assert bool(may_open_desk(actor, now=NOW)) is (role in DESK_ROLES)


def test_the_desk_is_refused_with_its_reason(db: None, client: Client) -> None:
    client.force_login(AccountFactory())
    answer = client.get("/instruction/")
    assert answer.status_code == 403
    assert "Cette page réunit le travail" in answer.content.decode()


def test_the_desk_shows_the_tools_within_ten_queries(
    plan: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(RoleFactory(role=Role.OFFICER).account)
    with django_assert_max_num_queries(10):
        page = client.get("/instruction/").content.decode()
    assert "Tenir le plan à jour" in page
