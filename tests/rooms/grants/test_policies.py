"""Roles × states × actions: who may do what with an agreement, its money and its deliverables."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, RoleGrant
from deffinum.foundation.values import Money
from deffinum.rooms.grants import policies
from deffinum.rooms.grants.words import AgreementState, DeliverableState, Side
from deffinum.rooms.people.public import MandateKind, Role, Scope
from tests.factories.applications import NOW

LEAD, PARTNER, STRANGER, CALL, OTHER_CALL = (uuid4() for _ in range(5))


def member(organisation: Any, kind: str) -> Actor:
    grant = RoleGrant(kind, Scope.ORGANISATION.value, organisation)
    return Actor(uuid4(), grants=frozenset({grant}), organisation_ids=frozenset({organisation}), kind="person")


def staff(role: str, scope: str = "", scope_id: Any = None) -> Actor:
    return Actor(uuid4(), grants=frozenset({RoleGrant(role, scope, scope_id)}), kind="person")


ACTORS = {
    "visitor": VISITOR,
    "platform": PLATFORM,
    "lead representative": member(LEAD, MandateKind.REPRESENTATIVE),
    "lead contributor": member(LEAD, MandateKind.CONTRIBUTOR),
    "partner representative": member(PARTNER, MandateKind.REPRESENTATIVE),
    "foreign representative": member(STRANGER, MandateKind.REPRESENTATIVE),
    "officer": staff(Role.OFFICER),
    "officer of the plan": staff(Role.OFFICER, Scope.PLAN, uuid4()),
    "officer of the call": staff(Role.OFFICER, Scope.CALL, CALL),
    "officer of another call": staff(Role.OFFICER, Scope.CALL, OTHER_CALL),
    "decider": staff(Role.DECIDER),
    "expert": staff(Role.EXPERT),
    "token": Actor(organisation_ids=frozenset({LEAD}), kind="token"),
}
OFFICERS = {"officer", "officer of the plan", "officer of the call"}
STAFF = OFFICERS | {"decider", "platform"}
MEMBERS = {"lead representative", "lead contributor", "partner representative"}


def world(state: str) -> Any:
    shares = [SimpleNamespace(organisation_id=each) for each in (LEAD, PARTNER)]
    award = SimpleNamespace(application=SimpleNamespace(call_id=CALL), shares=SimpleNamespace(all=lambda: shares))
    return SimpleNamespace(state=state, award=award)


CASES = list(itertools.product(ACTORS, [str(each.value) for each in AgreementState]))


@pytest.mark.parametrize(("who", "state"), CASES)
def test_agreements(who: str, state: str) -> None:
    actor, agreement = ACTORS[who], world(state)
    lead = SimpleNamespace(agreement=agreement, side=Side.BENEFICIARY, organisation_id=LEAD)
    grantor = SimpleNamespace(agreement=agreement, side=Side.GRANTOR, organisation_id=uuid4())
    tranche = SimpleNamespace(agreement=agreement, payable_since=NOW.date())
    locked = SimpleNamespace(agreement=agreement, payable_since=None)
    officer = who in OFFICERS
    found = {
        "prepare": policies.may_prepare_agreement(actor, agreement, now=NOW),
        "read": policies.may_read_agreement(actor, agreement, now=NOW),
        "take back": policies.may_take_back(actor, agreement, signed=False, now=NOW),
        "take back signed": policies.may_take_back(actor, agreement, signed=True, now=NOW),
        "cancel": policies.may_cancel(actor, agreement, now=NOW),
        "end": policies.may_end(actor, agreement, now=NOW),
        "prepare anew": policies.may_revive(actor, agreement, stands=True, now=NOW),
        "prepare what is refused": policies.may_revive(actor, agreement, stands=False, now=NOW),
        "commit again": policies.may_record_commitment(actor, agreement, missing=Money(1), now=NOW),
        "commit too much": policies.may_record_commitment(actor, agreement, missing=Money(), now=NOW),
        "sign for the lead": policies.may_sign(actor, lead, now=NOW),  # type: ignore[arg-type]
        "sign for the grantor": policies.may_sign(actor, grantor, now=NOW),  # type: ignore[arg-type]
        "pay": policies.may_record_payment(actor, tranche, now=NOW),  # type: ignore[arg-type]
        "pay too early": policies.may_record_payment(actor, locked, now=NOW),  # type: ignore[arg-type]
    }
    assert {name: bool(verdict) for name, verdict in found.items()} == {
        "prepare": officer and state == "draft",
        "read": who in STAFF | MEMBERS | {"token"},
        "take back": officer and state == "to_sign",
        "take back signed": False,
        "cancel": officer and state in ("draft", "to_sign"),
        "end": officer and state == "signed",
        "prepare anew": officer and state == "cancelled",
        "prepare what is refused": False,
        "commit again": officer and state == "signed",
        "commit too much": False,
        "sign for the lead": who == "lead representative" and state == "to_sign",
        "sign for the grantor": who == "decider" and state == "to_sign",
        "pay": officer and state == "signed",
        "pay too early": False,
    }
    assert all(str(verdict.reason) for verdict in found.values() if not verdict)


@pytest.mark.parametrize(
    ("who", "state"), list(itertools.product(ACTORS, [str(each.value) for each in DeliverableState]))
)
def test_deliverables(who: str, state: str) -> None:
    row: Any = SimpleNamespace(agreement=world("signed"), state=state)
    hand_in = policies.may_hand_in(ACTORS[who], row, now=NOW)
    examine = policies.may_examine_deliverable(ACTORS[who], row, now=NOW)
    assert bool(hand_in) is (who in MEMBERS and state in ("due", "to_redo"))
    assert bool(examine) is (who in OFFICERS and state == "handed_in")
    row.agreement.state = "to_sign"
    assert not policies.may_hand_in(ACTORS[who], row, now=NOW)


@pytest.mark.parametrize("who", ACTORS)
def test_reversals(who: str) -> None:
    for kind, possible in (("payment", True), ("commitment", True), ("reversal", False)):
        entry: Any = SimpleNamespace(award=world("signed").award, kind=kind)
        assert bool(policies.may_reverse(ACTORS[who], entry, now=NOW)) is (who in OFFICERS and possible)
