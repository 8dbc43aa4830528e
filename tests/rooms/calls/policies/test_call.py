"""Who may do what on a call: roles × actions × states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, RoleGrant, Verdict
from deffinum.rooms.calls.models import Application, Call
from deffinum.rooms.calls.policies.call import (
    may_answer_questions,
    may_ask_question,
    may_close_early,
    may_grant_late_exception,
    may_open_call,
    may_prepare_call,
    may_publish_notice,
    may_publish_version,
    may_read_call,
    may_run_call,
    visible_calls,
)
from deffinum.rooms.calls.words import CallState
from tests.factories.calls import NOW, make_call, officer, person

pytestmark = pytest.mark.django_db
Action = Callable[[Actor, Call], Verdict]

ACTIONS: dict[str, Action] = {
    "read": lambda actor, call: may_read_call(actor, call, now=NOW),
    "ask": lambda actor, call: may_ask_question(actor, call, now=NOW),
    "run": lambda actor, call: may_run_call(actor, call, now=NOW),
    "publish_version": lambda actor, call: may_publish_version(actor, call, now=NOW),
    "open": lambda actor, call: may_open_call(actor, call, now=NOW),
    "close_early": lambda actor, call: may_close_early(actor, call, now=NOW),
    "answer": lambda actor, call: may_answer_questions(actor, call, now=NOW),
    "notice": lambda actor, call: may_publish_notice(actor, call, now=NOW),
    "exception": lambda actor, call: may_grant_late_exception(actor, Application(call=call), now=NOW),
}
STAFF = {"run", "publish_version", "open", "answer", "notice", "exception"}
EXPECTED: dict[tuple[str, str], set[str]] = {
    ("visitor", "draft"): set(),
    ("visitor", "published"): {"read"},
    ("visitor", "closed_early"): {"read"},
    ("person", "draft"): set(),
    ("person", "published"): {"read", "ask"},
    ("person", "closed_early"): {"read"},
    ("expert", "published"): {"read", "ask"},
    ("administrator", "published"): {"read", "ask"},
    ("other_officer", "draft"): set(),
    ("other_officer", "published"): {"read", "ask"},
    ("officer", "draft"): {"read"} | STAFF,
    ("officer", "published"): {"read", "ask", "close_early"} | STAFF,
    ("officer", "closed_early"): {"read"} | STAFF - {"publish_version"},
    ("officer", "archived"): {"read"} | STAFF - {"publish_version"},
    ("everywhere", "published"): {"read", "ask", "close_early"} | STAFF,
    ("platform", "draft"): {"read"} | STAFF,
}


def _actor(role: str, call: Call, other: Call) -> Actor:
    if role in ("expert", "administrator"):
        return Actor(account_id=person().account_id, grants=frozenset({RoleGrant(role)}), kind="person")
    return {
        "visitor": VISITOR,
        "person": person(),
        "officer": officer(call),
        "other_officer": officer(other),
        "everywhere": officer(),
        "platform": PLATFORM,
    }[role]


@pytest.mark.parametrize(("role", "state"), EXPECTED)
def test_each_role_may_do_exactly_this(role: str, state: str) -> None:
    call, other = make_call(), make_call()
    Call.objects.filter(pk=call.pk).update(state=state)
    call.refresh_from_db()
    actor = _actor(role, call, other)
    verdicts = {name: action(actor, call) for name, action in ACTIONS.items()}
    assert {name for name, verdict in verdicts.items() if verdict} == EXPECTED[role, state]
    assert all(verdict.reason for verdict in verdicts.values() if not verdict)
    is_listed = visible_calls(actor).filter(pk=call.pk).exists()
    assert is_listed == bool(verdicts["read"])


def test_preparing_a_call_asks_for_the_role_everywhere() -> None:
    call = make_call()
    allowed = [
        bool(may_prepare_call(each, now=NOW)) for each in (VISITOR, person(), officer(call), officer(), PLATFORM)
    ]
    assert allowed == [False, False, False, True, True]


def test_every_state_is_in_the_table() -> None:
    assert {state for _role, state in EXPECTED} == set(CallState.values)
