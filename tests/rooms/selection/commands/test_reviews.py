"""Experts, interests, marks."""

from __future__ import annotations

import pytest

from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused
from deffinum.rooms.selection.commands.assign_expert import ExpertRefused
from deffinum.rooms.selection.commands.close_reviews import ReviewsMissing, close_reviews
from deffinum.rooms.selection.commands.declare_eligibility import ReasonNeeded, declare_eligibility
from deffinum.rooms.selection.commands.declare_interest import declare_interest
from deffinum.rooms.selection.commands.reopen_review import reopen_review
from deffinum.rooms.selection.commands.save_review import GivenMark, MarkRefused, ReviewUnfinished, save_review
from deffinum.rooms.selection.models import Assignment, EligibilityCheck
from deffinum.rooms.selection.queries.review_board import review_board
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import holder, make_walk, member_of

pytestmark = pytest.mark.django_db


def test_a_declaration_against_the_rules_needs_a_reason() -> None:
    walk = make_walk(E.COMPLETE)
    check = walk.examination.eligibility_checks.get()
    assert check.proof["children"][0]["sentence"]["fr"] == "Le projet dure 24 mois."
    options = {"examination_id": walk.examination.pk, "by": walk.officer, "now": walk.now}
    with pytest.raises(ReasonNeeded):
        declare_eligibility(**options, eligible=False, reason=" ")
    declare_eligibility(**options, eligible=False, reason="Hors du champ (exemple).")
    assert walk.fresh().state == E.INELIGIBLE


def test_a_refusal_computed_by_the_rules_takes_their_sentences_as_its_reason() -> None:
    walk = make_walk(E.COMPLETE)
    last = walk.examination.eligibility_checks.get()
    proof = last.proof | {"result": "failed"}
    proof["children"][0] |= {"result": "failed", "sentence": {"fr": "Le projet dure 48 mois : 36 au plus.", "en": ""}}
    EligibilityCheck.objects.create(
        examination=walk.examination, number=2, facts={}, proof=proof, result="failed", checked_at=walk.now
    )
    options = {"examination_id": walk.examination.pk, "by": walk.officer, "now": walk.now}
    with pytest.raises(ReasonNeeded):
        declare_eligibility(**options, eligible=True, reason="")
    declare_eligibility(**options, eligible=False, reason="")
    from deffinum.rooms.selection.lifecycle import EXAMINATION

    last_move = EXAMINATION.history(walk.examination).order_by("-rank").first()
    assert last_move is not None
    assert last_move.reason == "Le projet dure 48 mois : 36 au plus."


def test_a_person_with_a_mandate_in_the_consortium_is_no_expert_and_the_sentence_says_why() -> None:
    walk = make_walk(E.IN_REVIEW)
    partner = walk.consortium.people[0].organisation
    with pytest.raises(ExpertRefused, match=partner.name.split(" (")[0]):
        walk.assign(member_of(partner.pk, role="expert"))
    with pytest.raises(ExpertRefused, match="rôle d’expert"):
        walk.assign(holder("jury"))
    expert = holder("expert")
    walk.assign(expert)
    with pytest.raises(ExpertRefused, match="déjà été sollicitée"):
        walk.assign(expert)
    assert Assignment.objects.count() == 1


def test_a_conflict_is_declared_with_words_and_closes_the_file() -> None:
    walk = make_walk(E.IN_REVIEW)
    assignment = walk.assign()
    options = {"assignment_id": assignment.pk, "by": walk.experts[0], "now": walk.now}
    with pytest.raises(MoveRefused):
        declare_interest(**options, answer="declare_conflict", words="")
    declare_interest(**options, answer="declare_conflict", words="J’ai travaillé pour ce membre (exemple).")
    assignment.refresh_from_db()
    assert (assignment.state, assignment.declared_at) == ("conflict", walk.now)
    with pytest.raises(Refused):
        declare_interest(**options, answer="accept", words="")


def test_nothing_is_marked_before_the_declaration() -> None:
    walk = make_walk(E.IN_REVIEW)
    assignment = walk.assign()
    with pytest.raises(Refused, match="liens d’intérêts"):
        save_review(
            assignment_id=assignment.pk, marks={}, comment_for_jury="", comment_for_applicant="", hand_in=False,
            by=walk.experts[0], now=walk.now,
        )  # fmt: skip


@pytest.mark.parametrize("value", [-50, 25, 510, 550])
def test_a_mark_out_of_its_scale_is_refused(value: int) -> None:
    walk = make_walk(E.IN_REVIEW)
    assignment = walk.assign()
    with pytest.raises(MarkRefused):
        walk.review(assignment, value, 100, 100)


def test_a_review_is_kept_unfinished_but_handed_in_whole() -> None:
    walk = make_walk(E.IN_REVIEW)
    assignment = walk.assign()
    expert = walk.experts[0]
    declare_interest(assignment_id=assignment.pk, answer="accept", words="", by=expert, now=walk.now)
    options = {"assignment_id": assignment.pk, "comment_for_jury": "", "by": expert, "now": walk.now}
    save_review(**options, marks={"need": GivenMark(400)}, comment_for_applicant="", hand_in=False)
    with pytest.raises(ReviewUnfinished):
        save_review(**options, marks={"need": GivenMark(400)}, comment_for_applicant="Oui.", hand_in=True)
    nothing = {key: GivenMark(None) for key in ("need", "method", "sharing")}
    with pytest.raises(ReviewUnfinished):
        save_review(**options, marks=nothing, comment_for_applicant="Oui.", hand_in=True)
    assert [each.value_hundredths for each in assignment.marks.all()] == [400], "what was kept is untouched"
    board = review_board(walk.fresh(), now=walk.now)
    assert board.lines[0].score is None, "nobody reads a mark before the review is handed in"


def test_a_review_handed_in_is_reopened_with_a_reason_and_keeps_its_marks() -> None:
    walk = make_walk(E.IN_REVIEW)
    assignment = walk.assign()
    walk.review(assignment, 400, 350, 300)
    with pytest.raises(MoveRefused):
        reopen_review(assignment_id=assignment.pk, reason="", by=walk.officer, now=walk.now)
    reopen_review(assignment_id=assignment.pk, reason="Préciser (exemple).", by=walk.officer, now=walk.now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.handed_in_at, assignment.marks.count()) == ("accepted", None, 3)


def test_reviews_close_with_enough_of_them_or_a_reason() -> None:
    walk = make_walk(E.IN_REVIEW)
    options = {"examination_id": walk.examination.pk, "by": walk.officer, "now": walk.now}
    with pytest.raises(ReviewsMissing):
        close_reviews(**options, reason="Exemple.")
    walk.review(walk.assign(), 400, 350, 300)
    pending = walk.assign()
    with pytest.raises(ReviewsMissing, match="1 expertise"):
        close_reviews(**options, reason="")
    close_reviews(**options, reason="Un expert est empêché (exemple).")
    pending.refresh_from_db()
    assert (walk.fresh().state, pending.state) == (E.REVIEWED, "cancelled")
