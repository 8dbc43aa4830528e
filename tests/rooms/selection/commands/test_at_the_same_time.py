"""Two people, or two clicks, at the same instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.policies import Refused
from deffinum.rooms.selection.commands.close_reviews import close_reviews
from deffinum.rooms.selection.commands.lodge_appeal import lodge_appeal
from deffinum.rooms.selection.commands.notify_decision import notify_decision
from deffinum.rooms.selection.commands.reopen_review import reopen_review
from deffinum.rooms.selection.models import Appeal, Assignment
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import make_walk
from tests.same_time import while_the_other_commits

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_review_is_not_reopened_while_the_reviews_are_being_closed() -> None:
    walk = make_walk(E.IN_REVIEW)
    review = walk.assign()
    walk.review(review, 400, 350, None)
    results = while_the_other_commits(
        lambda: close_reviews(examination_id=walk.examination.pk, reason="Exemple.", by=walk.officer, now=walk.now),
        lambda: reopen_review(assignment_id=review.pk, reason="À revoir (exemple).", by=walk.officer, now=walk.now),
    )
    assert isinstance(results[1], Refused)
    assert (walk.fresh().state, Assignment.objects.get().state) == (E.REVIEWED, "done")


def test_a_second_click_on_an_appeal_is_told_that_it_is_lodged() -> None:
    walk = make_walk(E.HEARD)
    decision = walk.decide("refused", reasons="Motif (exemple).")
    notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)
    words = {"decision_id": decision.pk, "text": "Nous demandons un nouvel examen (exemple)."}

    def appeal() -> Appeal:
        return lodge_appeal(**words, by=walk.consortium.lead.actor, now=walk.now + timedelta(days=1))

    results = while_the_other_commits(appeal, appeal)
    assert isinstance(results[1], Refused) and "déjà enregistré" in str(results[1])
    assert Appeal.objects.count() == 1
