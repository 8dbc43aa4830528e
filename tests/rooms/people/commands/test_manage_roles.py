"""Roles with dates, given and ended by administrators."""

from __future__ import annotations

import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from deffinum.foundation.policies import Actor, Refused
from deffinum.rooms.people.commands.manage_roles import (
    AccountUnknown,
    LastAdministrator,
    RoleHeld,
    RoleOver,
    WrongRole,
    end_role,
    grant_role,
)
from deffinum.rooms.people.models import Account, Notification, RoleGrantRow
from deffinum.rooms.people.queries.accounts import account_ids_of_role
from deffinum.rooms.people.words import Role, Scope
from tests.factories.people import NOW, AccountFactory, RoleFactory, actor, holder

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 2)
EMAIL = "sacha@exemple.invalid"


def grant(**given: Any) -> uuid.UUID:
    values: dict[str, Any] = {"email": EMAIL, "role": Role.EXPERT, "starts_on": DAY, "now": NOW}
    return grant_role(**(values | given | {"by": given.get("by") or holder(Role.ADMINISTRATOR)}))


@pytest.fixture
def sacha() -> Account:
    made: Account = AccountFactory(email=EMAIL)
    return made


def test_a_role_everywhere_holds_on_every_call(sacha: Account) -> None:
    grant(email="SACHA@exemple.invalid")
    assert actor(sacha).has(Role.EXPERT, uuid.uuid4())
    assert account_ids_of_role(Role.EXPERT, day=DAY) == (sacha.pk,)
    assert "expert" in Notification.objects.get(account=sacha).title["fr"]


def test_a_role_on_a_call_holds_there_only(sacha: Account) -> None:
    call = uuid.uuid4()
    grant(scope=Scope.CALL, scope_id=call)
    assert actor(sacha).has(Role.EXPERT, call)
    assert not actor(sacha).has(Role.EXPERT, uuid.uuid4())
    assert account_ids_of_role(Role.EXPERT, day=DAY, scope_id=call) == (sacha.pk,)
    assert account_ids_of_role(Role.EXPERT, day=DAY) == ()


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (5, True), (6, False)])
def test_a_role_holds_between_its_dates(sacha: Account, days: int, holds: bool) -> None:
    grant(ends_on=DAY + timedelta(5))
    assert actor(sacha, now=NOW + timedelta(days)).has(Role.EXPERT) is holds


def test_ending_a_role_stops_it_at_once(sacha: Account) -> None:
    role = grant()
    end_role(role_id=role, by=holder(Role.ADMINISTRATOR), now=NOW)
    assert not actor(sacha).has(Role.EXPERT)
    with pytest.raises(RoleOver):
        end_role(role_id=role, by=holder(Role.ADMINISTRATOR), now=NOW)
    grant()
    assert actor(sacha).has(Role.EXPERT)


def test_the_same_role_twice_at_the_same_dates_is_refused(sacha: Account) -> None:
    grant(ends_on=DAY + timedelta(5))
    with pytest.raises(RoleHeld):
        grant(starts_on=DAY + timedelta(5))
    grant(starts_on=DAY + timedelta(6))
    assert RoleGrantRow.objects.filter(account=sacha).count() == 2


def test_an_unknown_person_a_wrong_role_and_wrong_dates_are_refused(sacha: Account) -> None:
    with pytest.raises(AccountUnknown):
        grant(email="personne@exemple.invalid")
    with pytest.raises(WrongRole):
        grant(role="king")
    with pytest.raises(WrongRole):
        grant(scope=Scope.ORGANISATION, scope_id=uuid.uuid4())
    with pytest.raises(WrongRole) as refusal:
        grant(ends_on=DAY - timedelta(1))
    assert refusal.value.field == "ends_on"


@pytest.mark.parametrize("role", [each for each in Role if each != Role.ADMINISTRATOR])
def test_only_administrators_give_and_end_roles(sacha: Account, role: str) -> None:
    with pytest.raises(Refused):
        grant(by=holder(role))
    with pytest.raises(Refused):
        end_role(role_id=RoleFactory().pk, by=holder(role), now=NOW)


def test_the_last_administrator_stays() -> None:
    by = holder(Role.ADMINISTRATOR)
    own = RoleGrantRow.objects.get(account_id=by.account_id)
    with pytest.raises(LastAdministrator):
        end_role(role_id=own.pk, by=by, now=NOW)
    holder(Role.ADMINISTRATOR)
    end_role(role_id=own.pk, by=by, now=NOW)
    assert not actor(Account.objects.get(pk=by.account_id)).has(Role.ADMINISTRATOR)


def test_an_administrator_of_one_call_does_not_stand_in_for_the_last_one() -> None:
    by = holder(Role.ADMINISTRATOR)
    RoleFactory(role=Role.ADMINISTRATOR, scope=Scope.CALL, scope_id=uuid.uuid4())
    with pytest.raises(LastAdministrator):
        end_role(role_id=RoleGrantRow.objects.get(account_id=by.account_id).pk, by=by, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_last_two_administrators_do_not_leave_at_once() -> None:
    two = [holder(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR)]
    roles = [RoleGrantRow.objects.get(account_id=each.account_id).pk for each in two]
    ready, refusals = threading.Barrier(2), []

    def leave(by: Actor, role_id: uuid.UUID) -> None:
        try:
            ready.wait(timeout=20)
            end_role(role_id=role_id, by=by, now=NOW)
        except LastAdministrator:
            refusals.append(role_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=pair) for pair in zip(two, roles, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)
    assert len(refusals) == 1
    assert RoleGrantRow.objects.in_force(DAY).count() == 1
