"""Who records on the plan: roles × scopes."""

from __future__ import annotations

import uuid

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, RoleGrant
from deffinum.rooms.people.public import Role, Scope
from deffinum.rooms.plan.models import Plan
from deffinum.rooms.plan.policies import may_record_on_plan
from tests.factories.plan import NOW


def holder(role: Role, scope: str = "", scope_id: uuid.UUID | None = None) -> Actor:
    grant = RoleGrant(role, scope, scope_id)
    return Actor(account_id=uuid.uuid4(), grants=frozenset({grant}), kind="person")


@pytest.mark.parametrize("role", list(Role))
def test_roles(plan: None, role: Role) -> None:
    verdict = may_record_on_plan(holder(role), Plan.objects.get(), now=NOW)
    assert bool(verdict) is (role in {Role.OFFICER, Role.ADMINISTRATOR})
    assert verdict.allowed or verdict.reason


def test_scopes(plan: None) -> None:
    row = Plan.objects.get()
    assert may_record_on_plan(holder(Role.OFFICER, Scope.PLAN, row.pk), row, now=NOW)
    assert not may_record_on_plan(holder(Role.OFFICER, Scope.CALL, uuid.uuid4()), row, now=NOW)
    assert may_record_on_plan(PLATFORM, row, now=NOW)
    assert not may_record_on_plan(VISITOR, row, now=NOW)
