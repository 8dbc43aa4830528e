"""What the room forgets of a person, and what it must keep as proof."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deffinum.foundation.audit.models import AuditEntry
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.calls.commands.answer_question import answer_question, set_question_aside
from deffinum.rooms.calls.commands.ask_question import ask_question
from deffinum.rooms.calls.commands.forget_addresses import KEPT_AFTER_EXPIRY, forget_addresses
from deffinum.rooms.calls.commands.invite_partner import INVITATION_DAYS, invite_partner
from deffinum.rooms.calls.commands.submit_application import submit_application
from deffinum.rooms.calls.models import Partner, Question, Submission
from deffinum.rooms.calls.queries.application_dossier import application_dossier
from deffinum.rooms.calls.queries.submission_snapshot import snapshot_hash
from deffinum.rooms.calls.reactions import forget_erased_account
from deffinum.rooms.people.commands.erase_account import erase_account
from deffinum.rooms.people.public import AccountErased
from deffinum.rooms.people.queries.my_data import my_data
from tests.factories.applications import NOW, Person, make_consortium, make_wave, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=INVITATION_DAYS) + KEPT_AFTER_EXPIRY + timedelta(days=1)


def erase(who: Person) -> None:
    """The person leaves, and every room hears it."""
    erase_account(account_id=who.account.pk, by=who.actor, now=NOW)
    run_waiting_jobs()


def ask(who: Person, text: str) -> Question:
    return ask_question(call_id=make_wave().call_id, text=text, by=who.actor, now=NOW)


def publish(question: Question) -> None:
    answer_question(
        question_id=question.pk, public_text="Qui peut déposer ?", answer={"fr": "Un groupement."}, by=PLATFORM, now=NOW
    )


def test_an_erased_account_leaves_public_answers_and_no_author() -> None:
    who, other = person(), person()
    published, aside, waiting, foreign = (
        ask(who, "Moi, Camille Essai, qui peut déposer ?"),
        ask(who, "Appelez-moi, Camille Essai."),
        ask(who, "Et nous, la société de Camille Essai ?"),
        ask(other, "Autre question"),
    )
    publish(published)
    set_question_aside(question_id=aside.pk, reason="Hors sujet.", by=PLATFORM, now=NOW)
    erase(who)
    for each in (published, aside, waiting, foreign):
        each.refresh_from_db()
    assert [each.asked_by for each in (published, aside, waiting)] == [None, None, None]
    assert (published.text, published.public_text) == ("Qui peut déposer ?", "Qui peut déposer ?")
    assert aside.text == "" and waiting.text == "Et nous, la société de Camille Essai ?"
    assert foreign.asked_by == other.account.pk
    publish(waiting)
    waiting.refresh_from_db()
    assert waiting.text == "Qui peut déposer ?"


def test_hearing_it_twice_changes_nothing() -> None:
    who = person()
    question = ask(who, "Une question")
    fact = AccountErased(who.account.pk)
    forget_erased_account(fact, now=NOW)
    forget_erased_account(fact, now=NOW)
    question.refresh_from_db()
    assert question.asked_by is None and question.text == "Une question"


def test_a_deposit_stays_proof_under_an_identifier_without_a_name() -> None:
    consortium = make_consortium()
    consortium.complete()
    receipt = submit_application(
        application_id=consortium.application.pk, idempotency_key="k", by=consortium.lead.actor, now=NOW
    )
    for who in (consortium.lead, *consortium.people):
        erase(who)
    deposit = Submission.objects.get()
    assert (deposit.sha256, deposit.submitted_by) == (receipt.sha256, consortium.lead.account.pk)
    assert snapshot_hash(deposit.snapshot) == receipt.sha256
    assert consortium.lead.account.email not in str(deposit.snapshot)
    members = Partner.objects.order_by("rank")
    assert [each.signed_off_by for each in members] == [consortium.lead.account.pk, consortium.people[0].account.pk]


def test_addresses_are_forgotten_once_they_have_served() -> None:
    consortium = make_consortium(partners=2)
    for name in ("Premier", "Second"):
        invite_partner(
            application_id=consortium.application.pk, name=name, email=f"{name}@exemple.invalid",
            by=consortium.lead.actor, now=NOW,
        )  # fmt: skip
    assert forget_addresses(by=PLATFORM, now=NOW) == 2
    shown = [each.known_email for each in Partner.objects.order_by("rank")]
    assert shown == ["", "", "", "premier@exemple.invalid", "second@exemple.invalid"]
    assert forget_addresses(by=PLATFORM, now=LATER) == 2
    assert forget_addresses(by=PLATFORM, now=LATER) == 0
    dossier = application_dossier(application_id=consortium.application.pk, actor=consortium.lead.actor, now=LATER)
    assert [(each.name, each.invited_email) for each in dossier.members[3:]] == [("Premier", ""), ("Second", "")]


def test_the_log_never_says_who_was_invited_or_what_was_asked() -> None:
    consortium = make_consortium(partners=0)
    who = person()
    invite_partner(
        application_id=consortium.application.pk, name="Contact", email="a@b.invalid", by=consortium.lead.actor, now=NOW
    )
    ask(who, "Camille")
    said = str(list(AuditEntry.objects.values_list("arguments", flat=True)))
    assert "a@b.invalid" not in said and "Contact" not in said and "Camille" not in said


def test_a_person_takes_away_what_the_room_holds_about_them() -> None:
    consortium = make_consortium()
    consortium.complete()
    who = consortium.people[0]
    ask(who, "Une question")
    found = my_data(who.account.pk)["calls"]
    assert [each["subject"] for each in found] == ["question", "invitation", "validation"]
    assert found[2]["application__reference"] == consortium.application.reference
