"""Roles × states × actions: the whole table, written by hand, against the policies."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.policies import PLATFORM, VISITOR, Actor, Refused, RoleGrant
from deffinum.rooms.people.models import Mandate, RoleGrantRow
from deffinum.rooms.people.public import actor_by_account_id
from deffinum.rooms.selection.commands.declare_interest import declare_interest
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Assignment, Examination
from deffinum.rooms.selection.policies import decision as deciding
from deffinum.rooms.selection.policies import examination as examining
from deffinum.rooms.selection.policies import review as reviewing
from deffinum.rooms.selection.policies.decision import may_take_decision
from deffinum.rooms.selection.policies.examination import may_see_examination, visible_examinations
from deffinum.rooms.selection.policies.review import (
    may_declare_interest,
    may_read_file_as_expert,
    may_write_review,
    visible_assignments,
)
from deffinum.rooms.selection.words import AssignmentState as R
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import LATER, Walk, client_of, holder, make_walk

pytestmark = pytest.mark.django_db
POLICIES = vars(examining) | vars(reviewing) | vars(deciding)

ALL = frozenset(E)
JURY = frozenset({E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD, E.DECIDED})
OPEN = frozenset({E.RECEIVED, E.PIECES_REQUESTED, E.COMPLETE, E.ELIGIBLE, E.IN_REVIEW, E.REVIEWED, E.HEARD})
ACTIONS: dict[str, dict[str, frozenset[str]]] = {
    "may_see_examination": {"officer": ALL, "decider": ALL, "jury": JURY},
    "may_follow": {"lead": ALL, "partner": ALL, "token": ALL},
    "may_take_charge": {"officer": OPEN},
    "may_check_pieces": {"officer": frozenset({E.RECEIVED})},
    "may_request_pieces": {"officer": frozenset({E.RECEIVED})},
    "may_stop_waiting": {"officer": frozenset({E.PIECES_REQUESTED})},
    "may_declare_complete": {"officer": frozenset({E.RECEIVED})},
    "may_declare_incomplete": {"officer": frozenset({E.RECEIVED, E.PIECES_REQUESTED})},
    "may_check_eligibility": {"officer": frozenset({E.COMPLETE})},
    "may_declare_eligible": {"officer": frozenset({E.COMPLETE})},
    "may_declare_ineligible": {"officer": frozenset({E.COMPLETE})},
    "may_open_reviews": {"officer": frozenset({E.ELIGIBLE})},
    "may_assign_expert": {"officer": frozenset({E.IN_REVIEW})},
    "may_close_reviews": {"officer": frozenset({E.IN_REVIEW})},
    "may_record_hearing": {"officer": frozenset({E.REVIEWED})},
    "may_take_decision": {"decider": frozenset({E.HEARD, E.DECIDED})},
    "may_reopen": {"decider": frozenset({E.INCOMPLETE, E.INELIGIBLE})},
    "may_notify_decision": {"officer": frozenset({E.DECIDED}), "decider": frozenset({E.DECIDED})},
}
"""Who may do what, from which states; whoever is not named may not. Officers of another call are nobody here."""
MOVES = {
    "may_request_pieces": "request_pieces",
    "may_stop_waiting": "stop_waiting",
    "may_declare_complete": "declare_complete",
    "may_declare_incomplete": "declare_incomplete",
    "may_declare_eligible": "declare_eligible",
    "may_declare_ineligible": "declare_ineligible",
    "may_open_reviews": "open_reviews",
    "may_close_reviews": "close_reviews",
    "may_record_hearing": "hear",
}


@pytest.fixture
def walk() -> Walk:
    return make_walk(E.IN_REVIEW)


def people(walk: Walk) -> dict[str, Actor]:
    """One actor for each column of the table."""
    call_id = walk.application.call_id
    lead = walk.consortium.lead
    return {
        "visitor": VISITOR,
        "lead": lead.actor,
        "partner": walk.consortium.people[0].actor,
        "token": Actor(
            account_id=lead.account.pk,
            kind="token",
            organisation_ids=frozenset({lead.organisation.pk}),
            grants=frozenset({RoleGrant("representative", "organisation", lead.organisation.pk)}),
        ),
        "officer": holder("officer", call_id=call_id),
        "decider": holder("decider", call_id=call_id),
        "jury": holder("jury", call_id=call_id),
        "expert": holder("expert"),
        "committee": holder("committee"),
        "other_officer": holder("officer", call_id=uuid.uuid4()),
        "other_decider": holder("decider", call_id=uuid.uuid4()),
        "other_jury": holder("jury", call_id=uuid.uuid4()),
        "administrator": holder("administrator"),
    }


def test_every_role_in_every_state_for_every_action(walk: Walk) -> None:
    examination, wrong = walk.fresh(), []
    for role, actor in people(walk).items():
        for state in E:
            examination.state = state
            for action, allowed in ACTIONS.items():
                verdict = POLICIES[action](actor, examination, now=LATER)
                expected = state in allowed.get(role, ())
                if bool(verdict) is not expected:
                    wrong.append(f"{role} × {state} × {action}: {bool(verdict)}")
                if not verdict and not str(verdict.reason):
                    wrong.append(f"{role} × {state} × {action}: no reason")
    assert not wrong


def test_visible_rows_agree_with_who_may_see_one(walk: Walk) -> None:
    examination = walk.fresh()
    for role, actor in people(walk).items():
        for state in E:
            Examination.objects.filter(pk=examination.pk).update(state=state)
            examination.state = state
            shown = visible_examinations(actor).filter(pk=examination.pk).exists()
            assert shown is bool(may_see_examination(actor, examination, now=LATER)), f"{role} {state}"


def test_policies_open_the_states_from_which_the_lifecycle_moves() -> None:
    for action, move in MOVES.items():
        assert ACTIONS[action]["officer"] == frozenset(EXAMINATION.named(move).sources), action
    decision = frozenset(EXAMINATION.named("decide").sources) | frozenset(EXAMINATION.named("decide_again").sources)
    assert ACTIONS["may_take_decision"]["decider"] == decision
    again = [EXAMINATION.named(f"reopen_{gate}").sources for gate in ("completeness", "eligibility")]
    assert ACTIONS["may_reopen"]["decider"] == {state for sources in again for state in sources}


def test_the_officer_in_charge_never_decides_whatever_the_roles(walk: Walk) -> None:
    examination = walk.fresh()
    both = holder("decider")
    examination.officer_id, examination.state = both.account_id, E.HEARD
    assert not may_take_decision(both, examination, now=LATER)
    assert not may_take_decision(PLATFORM, examination, now=LATER)


EXPERT_ACTIONS = {
    "may_declare_interest": {R.ASKED, R.ACCEPTED},
    "may_read_file_as_expert": {R.ACCEPTED, R.DONE},
    "may_write_review": {R.ACCEPTED},
}


def test_an_expert_reads_only_the_file_accepted_and_nobody_reads_in_their_place(walk: Walk) -> None:
    assignment = walk.assign()
    expert, others = walk.experts[0], [*people(walk).values(), walk.officer, holder("expert")]
    for state in R:
        assignment.state = state
        for action, states in EXPERT_ACTIONS.items():
            policy = POLICIES[action]
            assert bool(policy(expert, assignment, now=LATER)) is (state in states), f"{state} {action}"
            assert not any(policy(each, assignment, now=LATER) for each in others), f"{state} {action}"


def test_experts_do_not_see_each_other(walk: Walk) -> None:
    first, second = walk.assign(), walk.assign()
    assert set(visible_assignments(walk.experts[0])) == {first}
    assert set(visible_assignments(walk.experts[1])) == {second}
    Assignment.objects.filter(pk=first.pk).update(state=R.CANCELLED)
    assert not visible_assignments(walk.experts[0]).exists()


def test_a_review_cannot_be_written_once_the_reviews_are_closed(walk: Walk) -> None:
    assignment = walk.assign()
    assignment.state = R.ACCEPTED
    assignment.examination.state = E.REVIEWED
    assert not may_write_review(walk.experts[0], assignment, now=LATER)


def accepted(walk: Walk) -> tuple[Assignment, Actor]:
    """A review that its expert accepted, and the expert."""
    assignment, expert = walk.assign(), walk.experts[-1]
    declare_interest(assignment_id=assignment.pk, answer="accept", words="", by=expert, now=LATER)
    assignment.refresh_from_db()
    assert may_write_review(expert, assignment, now=LATER)
    return assignment, expert


def as_of_now(expert: Actor) -> Actor:
    """The same person, with the roles and mandates in force."""
    return actor_by_account_id(account_id=expert.account_id, day=day_of(LATER))


def refusals(expert: Actor, assignment: Assignment) -> list[str]:
    """What each policy of the experts answers."""
    now = as_of_now(expert)
    verdicts = [
        may_read_file_as_expert(now, assignment, now=LATER),
        may_write_review(now, assignment, now=LATER),
    ]
    assert not any(verdicts)
    return [str(each.reason) for each in verdicts]


def test_an_expert_whose_role_ended_reads_and_marks_nothing_more(walk: Walk) -> None:
    assignment, expert = accepted(walk)
    RoleGrantRow.objects.filter(account_id=expert.account_id).update(
        ended_on=day_of(LATER) - timedelta(days=5), ended_by_id=expert.account_id
    )
    assert all("rôle d’expert" in each for each in refusals(expert, assignment))
    with pytest.raises(Refused, match="rôle d’expert"):
        walk.experts[-1] = as_of_now(expert)
        walk.review(assignment, 400, 350, None)
    page = client_of(expert).get(f"/expertises/{assignment.pk}/")
    assert "rôle d’expert" in page.content.decode()
    assert not assignment.marks.exists()


def test_an_expert_of_another_call_is_no_expert_of_this_one(walk: Walk) -> None:
    assignment, expert = accepted(walk)
    RoleGrantRow.objects.filter(account_id=expert.account_id).update(scope="call", scope_id=uuid.uuid4())
    assert all("rôle d’expert" in each for each in refusals(expert, assignment))


@pytest.mark.parametrize("member", ["lead", "partner"])
def test_a_mandate_taken_in_the_consortium_closes_the_file_to_its_expert(walk: Walk, member: str) -> None:
    assignment, expert = accepted(walk)
    people = {"lead": walk.consortium.lead, "partner": walk.consortium.people[0]}
    Mandate.objects.create(
        account_id=expert.account_id, organisation=people[member].organisation, kind="contributor",
        starts_on=day_of(LATER),
    )  # fmt: skip
    assert all("membre du groupement" in each for each in refusals(expert, assignment))
    assert may_declare_interest(as_of_now(expert), assignment, now=LATER), "a conflict may always be declared"
