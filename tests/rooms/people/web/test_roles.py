"""The administrators' page of roles."""

from __future__ import annotations

import pytest
from django.test import Client

from deffinum.rooms.people.models import Account, RoleGrantRow
from deffinum.rooms.people.queries import role_register
from deffinum.rooms.people.queries.role_register import ScopeChoice, register_scope
from deffinum.rooms.people.queries.sample import sample_id
from deffinum.rooms.people.words import Role, Scope
from tests.factories.people import AccountFactory, RoleFactory, holder

pytestmark = pytest.mark.django_db
CALL = sample_id("test", "call")


def browser(role: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=holder(role).account_id))
    return client


@pytest.mark.parametrize("role", [each for each in Role if each != Role.ADMINISTRATOR])
def test_it_is_closed_to_everyone_else(role: str) -> None:
    client = browser(role)
    assert client.get("/administration/roles/").status_code == 403
    assert client.post(f"/administration/roles/{RoleFactory().pk}/terminer/").status_code == 403


def test_a_role_is_given_on_a_call_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_register, "_SCOPES", {})
    register_scope(Scope.CALL, lambda: (ScopeChoice(Scope.CALL, CALL, "Appel d’exemple"),))
    AccountFactory(email="sacha@exemple.invalid")
    client = browser(Role.ADMINISTRATOR)
    form = {"email": "sacha@exemple.invalid", "role": "expert", "scope": f"call:{CALL}", "starts_on": "2022-01-01"}
    page = client.post("/administration/roles/", form, follow=True).content.decode()
    assert "Le rôle est donné" in page
    assert page.count("Appel d’exemple") == 2
    row = RoleGrantRow.objects.get(account__email="sacha@exemple.invalid")
    assert (row.scope, row.scope_id) == (Scope.CALL, CALL)
    assert "dès maintenant" in client.get(f"/administration/roles/{row.pk}/terminer/").content.decode()
    client.post(f"/administration/roles/{row.pk}/terminer/")
    row.refresh_from_db()
    assert row.ended_on is not None


def test_what_is_refused_is_said_and_kept_in_the_form() -> None:
    client = browser(Role.ADMINISTRATOR)
    form = {"email": "inconnue@exemple.invalid", "role": "expert", "scope": "", "starts_on": "2022-01-01"}
    page = client.post("/administration/roles/", form).content.decode()
    assert "Aucun compte actif" in page and "inconnue@exemple.invalid" in page


def test_the_register_costs_the_same_queries_with_two_and_with_ten() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = browser(Role.ADMINISTRATOR), []
    for rank in range(10):
        RoleFactory()
        if rank in {0, 9}:
            with CaptureQueriesContext(connection) as queries:
                client.get("/administration/roles/")
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 9
