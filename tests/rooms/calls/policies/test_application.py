"""Roles × states × actions: who may do what, in every state, generated from the lifecycle and the policies."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, RoleGrant, Verdict
from deffinum.rooms.calls.lifecycle import APPLICATION, PARTNER
from deffinum.rooms.calls.models import Application, Partner, PieceRequest
from deffinum.rooms.calls.policies.after_deposit import (
    may_ask_for_pieces,
    may_redirect,
    may_stop_waiting,
    may_submit_pieces,
)
from deffinum.rooms.calls.policies.application import (
    may_invite_partner,
    may_remove_partner,
    may_see_application,
    may_submit,
    may_withdraw,
    visible_applications,
)
from deffinum.rooms.calls.policies.part import may_edit_part, may_rename_application, may_reopen_part, may_sign_off_part
from deffinum.rooms.calls.words import PartKind
from tests.factories.applications import CLOSES, NOW, make_consortium, person

pytestmark = pytest.mark.django_db
STATES = APPLICATION.states
MEMBERS, LEAD, PARTNER_ONLY = {"lead", "partner"}, {"lead"}, {"partner"}
STAFF = {"officer", "call officer", "plan officer", "decider"}
EVERY = set(STATES)

Ask = Callable[[Actor, Application, Partner], Verdict]
ACTIONS: dict[str, tuple[Ask, set[str], set[str]]] = {
    # action: (question, who, in which states)
    "see": (lambda a, f, p: may_see_application(a, f, now=NOW), MEMBERS | STAFF | {"platform"}, EVERY),
    "rename": (lambda a, f, p: may_rename_application(a, f, now=NOW), LEAD, {"draft", "completing"}),
    "write the common part": (
        lambda a, f, p: may_edit_part(a, f, None, now=NOW, kind=PartKind.SECTION, key="project"),
        LEAD, {"draft"},
    ),
    "write the member's part": (
        lambda a, f, p: may_edit_part(a, f, p, now=NOW, kind=PartKind.BUDGET), PARTNER_ONLY,
        {"draft", "completing"},
    ),
    "invite": (lambda a, f, p: may_invite_partner(a, f, now=NOW), LEAD, {"draft"}),
    "remove": (lambda a, f, p: may_remove_partner(a, p, now=NOW), LEAD, {"draft"}),
    "sign_off": (lambda a, f, p: may_sign_off_part(a, p, now=NOW), PARTNER_ONLY, {"draft", "completing"}),
    "submit": (lambda a, f, p: may_submit(a, f, now=NOW), LEAD, {"draft"}),
    "submit_pieces": (lambda a, f, p: may_submit_pieces(a, f, now=NOW), LEAD, {"completing"}),
    "withdraw": (lambda a, f, p: may_withdraw(a, f, now=NOW), LEAD, {"draft", "submitted", "completing"}),
    "ask_for_pieces": (lambda a, f, p: may_ask_for_pieces(a, f, now=NOW), STAFF, {"submitted"}),
    "stop_waiting": (
        lambda a, f, p: may_stop_waiting(a, f, now=NOW), STAFF | {"platform"}, {"completing"}
    ),
    "redirect": (
        lambda a, f, p: may_redirect(a, f, now=NOW), STAFF | {"platform"}, {"submitted", "completing"}
    ),
}  # fmt: skip


def _staff(role: str, scope: str = "", scope_id: uuid.UUID | None = None) -> Actor:
    return Actor(account_id=uuid.uuid4(), grants=frozenset({RoleGrant(role, scope, scope_id)}), kind="person")


@pytest.fixture
def house() -> tuple[Application, Partner, dict[str, Actor]]:
    consortium = make_consortium()
    application = consortium.application
    partner = consortium.member(consortium.people[0])
    roles = {
        "visitor": VISITOR,
        "stranger": person().actor,
        "lead": consortium.lead.actor,
        "partner": consortium.people[0].actor,
        "officer": _staff("officer"),
        "call officer": _staff("officer", "call", application.call_id),
        "plan officer": _staff("officer", "plan", uuid.uuid4()),
        "other call's officer": _staff("officer", "call", uuid.uuid4()),
        "decider": _staff("decider"),
        "expert": _staff("expert"),
        "jury": _staff("jury"),
        "platform": PLATFORM,
    }
    PieceRequest.objects.create(
        application=application, asked_at=NOW - timedelta(days=1), until=NOW + timedelta(days=1),
        items=[{"kind": "identity", "key": "", "partner_id": None, "note": ""},
               {"kind": "budget", "key": "", "partner_id": str(partner.pk), "note": ""}],
    )  # fmt: skip
    return application, partner, roles


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_do_what(action: str, state: str, house: tuple[Application, Partner, dict[str, Actor]]) -> None:
    application, partner, roles = house
    submitted_at = None if state == "draft" else NOW - timedelta(days=2)
    Application.objects.filter(pk=application.pk).update(state=state, submitted_at=submitted_at)
    application.refresh_from_db()
    partner.application = application
    ask, who, states = ACTIONS[action]
    for role, actor in roles.items():
        verdict = ask(actor, application, partner)
        expected = role in who and state in states
        if action == "see" and state == "draft":
            expected = role in MEMBERS | {"platform"}
        assert verdict.allowed is expected, f"{role} {action} in {state}: {verdict.reason}"
        assert verdict.allowed or str(verdict.reason).strip(), "a refusal says why"


@pytest.mark.parametrize("move", [each.name for each in APPLICATION.moves])
def test_no_policy_allows_what_the_lifecycle_refuses(move: str) -> None:
    _ask, _who, states = ACTIONS[move]
    assert states == set(APPLICATION.named(move).sources)


def test_every_move_of_a_partner_has_its_words() -> None:
    assert set(PARTNER.labels) == set(PARTNER.states)
    assert all(each.text.fr and each.text.en for each in (*PARTNER.moves, *APPLICATION.moves))


@pytest.mark.parametrize("state", PARTNER.states)
def test_a_member_acts_only_while_it_is_in(state: str, house: tuple[Application, Partner, dict[str, Actor]]) -> None:
    application, partner, roles = house
    Partner.objects.filter(pk=partner.pk).update(state=state)
    partner.refresh_from_db()
    application = Application.objects.get(pk=application.pk)
    partner.application = application
    inside = state in {"joined", "signed_off"}
    assert may_see_application(roles["partner"], application, now=NOW).allowed is inside
    writing = may_edit_part(roles["partner"], application, partner, now=NOW, kind=PartKind.BUDGET)
    assert writing.allowed is inside
    assert may_sign_off_part(roles["partner"], partner, now=NOW).allowed is (state == "joined")
    assert may_reopen_part(roles["partner"], partner, now=NOW).allowed is (state == "signed_off")


def test_visible_applications_agree_with_the_policy(house: tuple[Application, Partner, dict[str, Actor]]) -> None:
    application, _partner, roles = house
    for submitted_at in (None, NOW):
        Application.objects.filter(pk=application.pk).update(submitted_at=submitted_at)
        application = Application.objects.get(pk=application.pk)
        for role, actor in roles.items():
            seen = visible_applications(actor).filter(pk=application.pk).exists()
            assert seen is may_see_application(actor, application, now=NOW).allowed, role


def test_the_clock_greys_the_button(house: tuple[Application, Partner, dict[str, Actor]]) -> None:
    application, _partner, roles = house
    assert may_submit(roles["lead"], application, now=CLOSES - timedelta(seconds=1))
    late = may_submit(roles["lead"], application, now=CLOSES)
    assert not late and "close" in str(late.reason)
