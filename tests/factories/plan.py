"""The plan for tests: the real reference facts, and officers who keep them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from deffinum.foundation.policies import PLATFORM, Actor, RoleGrant
from deffinum.foundation.values import PartialDate, Text
from deffinum.rooms.people.public import Role
from deffinum.rooms.plan.commands.evidence import Evidence
from deffinum.rooms.plan.commands.load_plan_reference import PlanLoaded, load_plan_sample

NOW = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)
OFFICER = Actor(
    account_id=uuid.UUID(int=7),
    name="Agent d’exemple",
    grants=frozenset({RoleGrant(Role.OFFICER)}),
    kind="person",
)
NOBODY = Actor(account_id=uuid.UUID(int=8), name="Personne d’exemple", kind="person")


def load_plan(now: datetime = NOW) -> PlanLoaded:
    """Load the reference facts."""
    return load_plan_sample(by=PLATFORM, now=now)


def evidence(
    as_of: str = "2024-01-10",
    reason: str = "Motif d’exemple.",
    said_by: str = "Source d’exemple",
    address: str = "https://exemple.invalid/page",
) -> Evidence:
    """Evidence that passes every check; change one part to break it."""
    return Evidence(as_of=PartialDate.parse(as_of), reason=Text(reason), said_by=said_by, address=address)
