"""What happens in the calls room moves the examination; told twice, it changes nothing."""

from __future__ import annotations

import uuid

import pytest

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.rooms.calls.commands.submit_pieces import submit_pieces
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.calls.public import ApplicationSubmitted, ApplicationWithdrawn
from deffinum.rooms.people.models import Notification
from deffinum.rooms.selection.models import Examination
from deffinum.rooms.selection.reactions import on_application_submitted, on_application_withdrawn
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.applications import NOW, make_consortium, make_wave
from tests.factories.selection import LATER, SETTINGS, deposit, make_walk

pytestmark = pytest.mark.django_db


def told(examination: Examination) -> ApplicationSubmitted:
    return ApplicationSubmitted(examination.application_id, uuid.uuid4(), NOW)


def test_a_deposit_opens_one_examination_whose_clock_starts_at_the_deposit() -> None:
    application = deposit(make_consortium(wave=make_wave(settings=SETTINGS)))
    run_waiting_jobs()
    examination = Examination.objects.get(application=application)
    assert (examination.state, examination.stage_since) == (E.RECEIVED, application.submitted_at)
    on_application_submitted(told(examination), now=LATER)
    assert Examination.objects.filter(application=application).count() == 1


def test_pieces_that_come_back_bring_the_file_back_to_the_officer() -> None:
    walk = make_walk(E.PIECES_REQUESTED)
    on_application_submitted(told(walk.examination), now=LATER)
    assert walk.fresh().state == E.PIECES_REQUESTED, "an older fact told again receives nothing"
    walk.consortium.now = LATER
    asked = walk.examination.piece_checks.exclude(verdict="conform").get()
    assert asked.item_key.startswith("section:")
    walk.consortium.answer("abstract", "Un projet revu pour apprendre un geste professionnel à distance.")
    submit_pieces(
        application_id=walk.application.pk, idempotency_key="retour", by=walk.consortium.lead.actor, now=LATER
    )
    run_waiting_jobs()
    assert walk.fresh().state == E.RECEIVED
    assert not walk.examination.piece_checks.exclude(verdict="conform").exists(), "to be looked at again"
    assert Notification.objects.filter(account_id=walk.officer.account_id, topic="selection.work").count() == 1


def test_a_withdrawal_stops_the_examination() -> None:
    walk = make_walk(E.IN_REVIEW)
    withdraw_application(
        application_id=walk.application.pk, reason="Exemple.", by=walk.consortium.lead.actor, now=LATER
    )
    run_waiting_jobs()
    assert walk.fresh().state == E.WITHDRAWN
    on_application_withdrawn(ApplicationWithdrawn(walk.application.pk), now=LATER)
    assert walk.fresh().state == E.WITHDRAWN


def test_the_consortium_is_told_gate_after_gate_once() -> None:
    walk = make_walk(E.ELIGIBLE)
    run_waiting_jobs()
    titles = list(
        Notification.objects.filter(account=walk.consortium.lead.account, topic="selection.follow")
        .order_by("sent_at", "title__fr")
        .values_list("title__fr", flat=True)
    )
    assert sorted(titles) == ["« EXEMPLE » : complète", "« EXEMPLE » : éligible"]


def test_a_decision_is_not_told_before_its_letter_leaves() -> None:
    walk = make_walk(E.DECIDED)
    run_waiting_jobs()
    titles = Notification.objects.filter(account=walk.consortium.lead.account).values_list("title__fr", flat=True)
    assert not any("écid" in each for each in titles)
