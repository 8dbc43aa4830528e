"""An erased account gives back what waited for it; what proves a decision stays, under a pseudonym."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.apps import apps

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.policies import PLATFORM, Actor
from deffinum.rooms.people.commands.erase_account import erase_account
from deffinum.rooms.people.models import Account, Notification
from deffinum.rooms.people.queries.my_data import my_data
from deffinum.rooms.selection.commands.declare_interest import declare_interest
from deffinum.rooms.selection.commands.forget_account import forget_account
from deffinum.rooms.selection.models import Appeal, Assignment, Decision
from deffinum.rooms.selection.queries.examination_scores import scores_of_one
from deffinum.rooms.selection.queries.review_board import review_board
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import Walk, client_of, holder, make_walk

pytestmark = pytest.mark.django_db
SECRET = "Mon conjoint travaille chez le chef de file (exemple)."


def erase(actor: Actor, walk: Walk) -> None:
    assert actor.account_id
    erase_account(account_id=actor.account_id, by=actor, now=walk.now)
    run_waiting_jobs()


def everything_written() -> str:
    """Every row of the room and of the histories, as text."""
    rows: list[Any] = [*apps.get_app_config("selection").get_models(), Transition]
    return "\n".join(str(list(model.objects.values())) for model in rows)


def test_the_words_of_a_declaration_go_that_it_was_made_stays() -> None:
    walk = make_walk(E.IN_REVIEW)
    review = walk.assign()
    declare_interest(assignment_id=review.pk, answer="declare_conflict", words=SECRET, by=walk.experts[0], now=walk.now)
    assert SECRET in everything_written()
    erase(walk.experts[0], walk)
    review.refresh_from_db()
    assert (review.state, review.declaration, review.declared_at) == ("conflict", "", walk.now)
    assert SECRET not in everything_written()
    assert "Compte effacé" in review_board(walk.fresh(), now=walk.now).lines[0].expert


def test_a_review_that_was_waited_for_is_cancelled_and_the_officer_told() -> None:
    walk = make_walk(E.IN_REVIEW)
    review = walk.assign()
    erase(walk.experts[0], walk)
    review.refresh_from_db()
    assert review.state == "cancelled"
    told = Notification.objects.filter(account_id=walk.officer.account_id, topic="selection.work")
    assert told.filter(title__fr="Une personne qui suivait ce dossier l’a quitté").count() == 1


def test_marks_that_made_a_decision_stay_with_their_mean() -> None:
    walk = make_walk(E.DECIDED)
    before = scores_of_one(walk.fresh())
    for each in walk.experts:
        erase(each, walk)
    assert scores_of_one(walk.fresh()) == before
    assert set(Assignment.objects.values_list("state", flat=True)) == {"done"}
    page = client_of(walk.officer).get(f"/instruction/dossiers/{walk.application.pk}/expertises/").content.decode()
    assert page.count("Compte effacé") == 2
    assert "Pour le groupement (exemple)." in page


def test_a_file_whose_officer_goes_is_given_back_to_the_others() -> None:
    walk = make_walk(E.COMPLETE)
    other = holder("officer", call_id=walk.application.call_id)
    assert walk.fresh().officer_id == walk.officer.account_id
    erase(walk.officer, walk)
    assert walk.fresh().officer_id is None
    assert Notification.objects.filter(account_id=other.account_id, topic="selection.work").count() == 1
    gates = Transition.objects.filter(subject_id=walk.examination.pk, move="declare_complete")
    assert gates.get().actor_id == walk.officer.account_id, "who took the gate stays provable"


def test_decisions_and_appeals_stay_and_running_twice_changes_nothing() -> None:
    walk = make_walk(E.DECIDED)
    assert walk.decider.account_id
    erase(walk.decider, walk)
    decision = Decision.objects.get()
    assert decision.decided_by == walk.decider.account_id
    assert forget_account(account_id=walk.decider.account_id, by=PLATFORM, now=walk.now) == ()
    assert not Appeal.objects.exists()


def test_a_person_takes_away_what_the_room_holds_of_them() -> None:
    walk = make_walk(E.DECIDED)
    expert, officer, decider = walk.experts[0], walk.officer, walk.decider
    found = {who: my_data(actor.account_id)["selection"] for who, actor in
             {"expert": expert, "officer": officer, "decider": decider}.items() if actor.account_id}  # fmt: skip
    (review,) = found["expert"]
    assert (review["subject"], len(review["marks"])) == ("review", 3)
    assert [each["subject"] for each in found["officer"]] == ["file_in_charge"]
    assert [(each["subject"], each["outcome"]) for each in found["decider"]] == [("decision", "retained")]


def test_each_model_that_names_an_account_declares_it() -> None:
    for room in ("selection", "grants"):
        for model in apps.get_app_config(room).get_models():
            personal = {field.name for field in model._meta.fields if getattr(field, "related_model", None) is Account}
            declared = [
                each
                for each in getattr(sys.modules[model.__module__], "PERSONAL_DATA", ())
                if each.model == model.__name__
            ]
            assert personal <= {name for each in declared for name in each.fields}, model
            names = {field.name for field in model._meta.fields}
            for each in declared:
                assert set(each.fields) <= names, model
                assert all(text.fr and text.en for text in (each.purpose, each.legal_basis, each.retention))
