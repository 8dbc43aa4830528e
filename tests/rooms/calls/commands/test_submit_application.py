"""Depositing: the clock, the double click, completeness, the snapshot."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections

from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.policies import Refused
from deffinum.rooms.calls.commands.submit_application import (
    AlreadySubmitted,
    ApplicationIncomplete,
    CallClosed,
    submit_application,
)
from deffinum.rooms.calls.models import LateException, Submission
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, canonical_bytes, snapshot_hash
from deffinum.rooms.calls.words import Punctuality
from tests.factories.applications import CLOSES, NOW, Consortium, make_consortium, officer

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def deposit(consortium: Consortium, now=NOW, key: str = "k1", by=None) -> SubmissionReceipt:
    return submit_application(
        application_id=consortium.application.pk, idempotency_key=key, by=by or consortium.lead.actor, now=now
    )


@pytest.fixture
def complete() -> Consortium:
    consortium = make_consortium()
    consortium.complete()
    return consortium


@pytest.fixture
def with_grace() -> Consortium:
    consortium = make_consortium(grace_seconds=120)
    consortium.complete()
    return consortium


def test_a_complete_file_is_deposited_with_its_receipt(complete: Consortium) -> None:
    receipt = deposit(complete)
    complete.application.refresh_from_db()
    submission = Submission.objects.get(application=complete.application)
    assert (complete.application.state, complete.application.submitted_at) == ("submitted", NOW)
    assert receipt.reference == complete.application.reference
    assert receipt.accepted_as == Punctuality.ON_TIME
    assert receipt.sha256 == submission.sha256 == snapshot_hash(submission.snapshot)
    assert len(receipt.files) == 3 and all(len(each.sha256) == 64 for each in receipt.files)
    assert b'"base_cents":20000000' in canonical_bytes(submission.snapshot)
    assert Transition.objects.filter(subject_id=complete.application.pk, move="submit").count() == 1


def test_the_snapshot_does_not_follow_later_changes(complete: Consortium) -> None:
    deposit(complete)
    complete.application.answers.update(value="autre chose")
    submission = Submission.objects.get(application=complete.application)
    assert snapshot_hash(submission.snapshot) == submission.sha256
    assert "autre chose" not in canonical_bytes(submission.snapshot).decode()


def test_a_double_click_gives_the_same_receipt(complete: Consortium) -> None:
    first, second = deposit(complete), deposit(complete, now=NOW + SECOND)
    assert first == second
    assert Submission.objects.count() == 1


def test_another_tab_is_told_that_the_file_is_deposited_already(complete: Consortium) -> None:
    deposit(complete)
    with pytest.raises(AlreadySubmitted, match="déjà déposée"):
        deposit(complete, key="another")
    assert Submission.objects.count() == 1


def test_submission_at_the_last_moment_is_accepted(complete: Consortium) -> None:
    assert deposit(complete, now=CLOSES - timedelta(microseconds=1)).accepted_as == Punctuality.ON_TIME


def test_submission_at_the_closing_second_is_late_and_nothing_is_lost(complete: Consortium) -> None:
    with pytest.raises(CallClosed) as refusal:
        deposit(complete, now=CLOSES)
    assert "1er avril 2026 à 12 h 00 (heure de Paris)" in str(refusal.value).replace("\u00a0", " ")
    assert "reste enregistré" in str(refusal.value)
    complete.application.refresh_from_db()
    assert complete.application.state == "draft" and complete.application.answers.count() == 3
    assert not Submission.objects.exists()


def test_submission_in_the_grace_is_accepted_and_said(with_grace: Consortium) -> None:
    assert deposit(with_grace, now=CLOSES + timedelta(seconds=119)).accepted_as == Punctuality.GRACE


def test_submission_after_the_grace_is_late(with_grace: Consortium) -> None:
    with pytest.raises(CallClosed):
        deposit(with_grace, now=CLOSES + timedelta(seconds=120))


def test_a_late_exception_is_honoured_until_its_own_instant(complete: Consortium) -> None:
    until = CLOSES + timedelta(days=2)
    LateException.objects.create(
        application=complete.application, until=until, reason="panne", granted_by=uuid.uuid4(), granted_at=CLOSES
    )
    with pytest.raises(CallClosed):
        deposit(complete, now=until)
    assert deposit(complete, now=until - SECOND).accepted_as == Punctuality.EXCEPTION


def test_a_call_closed_early_takes_no_file(complete: Consortium) -> None:
    type(complete.application.call).objects.update(state="closed_early")
    with pytest.raises(CallClosed, match="clos avant terme"):
        deposit(complete)


def test_an_incomplete_file_is_refused_with_what_is_missing() -> None:
    consortium = make_consortium()
    with pytest.raises(ApplicationIncomplete) as refusal:
        deposit(consortium)
    kinds = {each.kind for each in refusal.value.gaps}
    assert {"section", "budget", "piece", "sign_off"} <= kinds
    assert not Submission.objects.exists()


def test_aid_one_euro_over_the_cap_is_refused_with_the_rule_the_figures_and_the_sum() -> None:
    """Nid'AI.e's figures: 70 % of 6 928 135 € is 4 849 694,50 €; 4 849 695 € passes, one euro more does not."""
    consortium = make_consortium()
    consortium.complete()
    who = consortium.people[0]
    consortium.spend(who, "6 788 135")
    consortium.fund(who, "aid", "4 779 696")
    consortium.fund(who, "own", "2 048 439")
    consortium.sign(who)
    consortium.application.refresh_from_db()
    assert consortium.application.base_cents == 692_813_500 and consortium.application.aid_cents == 484_969_600
    with pytest.raises(ApplicationIncomplete) as refusal:
        deposit(consortium)
    said = str(refusal.value).replace("\u202f", " ").replace("\u00a0", " ")
    assert "70 % × 6 928 135 € = 4 849 694,50 €, arrondi à l’euro : 4 849 695 €" in said
    assert "demande 4 849 696 €, soit 1 € de trop" in said
    consortium.fund(who, "aid", "4 779 695")
    consortium.fund(who, "own", "2 048 440")
    consortium.sign(who)
    assert deposit(consortium).number == 1


def test_only_the_lead_deposits(complete: Consortium) -> None:
    for actor in (complete.people[0].actor, officer()):
        with pytest.raises(Refused):
            deposit(complete, by=actor)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_deposit() -> None:
    consortium = make_consortium()
    consortium.complete()
    results: list[object] = []
    start = threading.Barrier(2)

    def click(key: str) -> None:
        try:
            start.wait()
            results.append(deposit(consortium, key=key))
        except AlreadySubmitted as refusal:
            results.append(refusal)
        finally:
            connections["default"].close()

    for keys in (("same", "same"),):
        threads = [threading.Thread(target=click, args=(key,)) for key in keys]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert results[0] == results[1]
    assert Submission.objects.count() == 1
    connection.close()


def test_the_key_of_another_opens_nothing(complete: Consortium) -> None:
    deposit(complete, key="clé-connue")
    with pytest.raises(Refused):
        deposit(complete, key="clé-connue", by=officer())
