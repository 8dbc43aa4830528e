"""From the hearing to the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from deffinum.foundation.files.reading import open_file
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.policies import Refused, RoleGrant
from deffinum.foundation.values import Money
from deffinum.rooms.calls.commands.withdraw_application import withdraw_application
from deffinum.rooms.calls.models import Application, Wave
from deffinum.rooms.calls.queries.my_applications import my_applications
from deffinum.rooms.people.models import Notification
from deffinum.rooms.selection.commands.notify_decision import NotificationRefused, notify_decision
from deffinum.rooms.selection.commands.take_decision import DecisionRefused, SamePerson
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.queries.decisions import decision_of, retained_decisions
from deffinum.rooms.selection.queries.envelope import envelope_use
from deffinum.rooms.selection.queries.follow import follow_examination
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.applications import make_wave
from tests.factories.selection import SETTINGS, Walk, holder, make_walk

pytestmark = pytest.mark.django_db


def text_of(decision: Decision) -> str:
    with open_file(decision.letter.file) as content:
        return "\n".join(page.extract_text() for page in PdfReader(content).pages)


def test_a_project_is_retained_with_the_aid_it_asked_for_unless_said_otherwise() -> None:
    walk = make_walk(E.HEARD)
    decision = walk.decide()
    assert decision.aid_cents == walk.application.aid_cents == 14_000_000
    assert walk.fresh().state == E.DECIDED


def test_less_than_asked_may_be_granted_never_more() -> None:
    walk = make_walk(E.HEARD)
    with pytest.raises(DecisionRefused, match="dépasse l’aide demandée") as refusal:
        walk.decide(aid=Money(14_000_001))
    assert refusal.value.field == "aid"
    assert walk.fresh().state == E.HEARD
    assert walk.decide(aid=Money(10_000_000)).aid_cents == 10_000_000


@pytest.mark.parametrize("outcome", ["refused", "waiting", "redirected"])
def test_an_outcome_that_is_not_the_one_hoped_for_needs_its_reasons(outcome: str) -> None:
    with pytest.raises(DecisionRefused) as refusal:
        make_walk(E.HEARD).decide(outcome, reasons="  ")
    assert refusal.value.field == "reasons"


def test_the_officer_in_charge_does_not_decide() -> None:
    walk = make_walk(E.HEARD)
    both = holder("decider")
    walk.officer = walk.officer.__class__(
        account_id=walk.officer.account_id,
        name=walk.officer.name,
        grants=walk.officer.grants | both.grants,
        kind="person",
    )
    with pytest.raises(Refused, match="Vous avez instruit"):
        walk.decide(by=walk.officer)


def test_someone_who_passed_one_gate_does_not_decide_even_when_a_colleague_took_charge() -> None:
    walk = make_walk(E.HEARD)
    walk.examination.officer_id = holder("officer").account_id
    walk.examination.save(update_fields=["officer_id"])
    grants = walk.officer.grants | {RoleGrant("decider")}
    again = walk.officer.__class__(account_id=walk.officer.account_id, grants=grants, kind="person")
    with pytest.raises(SamePerson):
        walk.decide(by=again)


def test_nothing_is_decided_before_the_hearing() -> None:
    with pytest.raises(Refused):
        make_walk(E.REVIEWED).decide()


def test_a_decision_is_never_rewritten() -> None:
    decision = make_walk(E.HEARD).decide()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reasons="autre")


def test_a_change_is_a_new_decision_that_keeps_the_former() -> None:
    walk = make_walk(E.HEARD)
    first = walk.decide("refused", reasons="Un premier motif (exemple).")
    notify_decision(decision_id=first.pk, by=walk.officer, now=walk.now)
    second = walk.decide("waiting", reasons="Un autre motif (exemple).")
    assert (first.number, second.number) == (1, 2)
    assert list(Decision.objects.in_force()) == [second]
    assert "remplace celle du" in text_of(second)


def test_the_letter_says_outcome_amounts_marks_and_means_of_appeal() -> None:
    text = text_of(make_walk(E.HEARD).decide("refused", reasons="Le besoin n’est pas établi (exemple)."))
    for expected in (
        "n’est pas retenu",
        "Le besoin n’est pas établi",
        "Besoin",
        "3,5 / 5",
        "recours gracieux",
        "60 jours",
    ):
        assert expected in text.replace("\u202f", " ").replace("\xa0", " ").replace("\n", " ")
    assert "SPÉCIMEN" in text
    assert "Pour le jury" not in text, "the comments for the jury stay with the jury"


def redirected(walk: Walk, other: Wave, *, reasons: str = "Relève d’un autre appel (exemple).") -> Decision:
    return walk.decide("redirected", reasons=reasons, redirect_call_id=other.call_id)


def files_of(walk: Walk) -> list[str]:
    """What the lead sees in its space, the first file apart."""
    lead = walk.consortium.lead.actor
    seen = [each.summary.reference for each in my_applications(lead, now=walk.now)]
    return [each for each in seen if each != walk.application.reference]


def test_a_redirection_is_unknown_until_its_decision_is_notified() -> None:
    other = make_wave(settings=SETTINGS)
    walk = make_walk(E.HEARD)
    run_waiting_jobs()
    Notification.objects.all().delete()
    decision = redirected(walk, other)
    run_waiting_jobs()
    assert (files_of(walk), list(Notification.objects.values_list("title__fr", flat=True))) == ([], [])
    notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)
    run_waiting_jobs()
    linked = Application.objects.get(redirected_from=walk.application)
    assert (linked.call_id, linked.state, files_of(walk)) == (other.call_id, "draft", [linked.reference])
    assert Application.objects.get(pk=walk.application.pk).state == "submitted", "the first file keeps its history"
    assert f"Votre projet est réorienté : {linked.reference}" in Notification.objects.values_list(
        "title__fr", flat=True
    )
    assert "Dispositif" in text_of(decision)


def test_a_redirection_that_is_decided_again_before_it_is_notified_opens_nothing() -> None:
    walk = make_walk(E.HEARD)
    first = redirected(walk, make_wave(settings=SETTINGS))
    second = walk.decide(reasons="Le comité retient le projet (exemple).")
    with pytest.raises(NotificationRefused):
        notify_decision(decision_id=first.pk, by=walk.officer, now=walk.now)
    notify_decision(decision_id=second.pk, by=walk.officer, now=walk.now)
    assert not Application.objects.filter(redirected_from=walk.application).exists()


def test_a_redirection_notified_twice_with_better_reasons_opens_one_file() -> None:
    walk, other = make_walk(E.HEARD), make_wave(settings=SETTINGS)
    for reasons in ("Premiers motifs (exemple).", "Motifs complétés (exemple)."):
        decision = redirected(walk, other, reasons=reasons)
        notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)
    assert Application.objects.filter(redirected_from=walk.application).count() == 1


def test_a_redirection_holds_between_two_calls_with_rules() -> None:
    walk = make_walk(E.HEARD)
    with pytest.raises(DecisionRefused, match="déjà dans celui-ci") as refusal:
        redirected(walk, walk.consortium.application.wave)
    assert refusal.value.field == "redirect_call"
    assert walk.fresh().state == E.HEARD


def test_the_envelope_is_exceeded_only_with_reasons() -> None:
    wave = make_wave(settings=SETTINGS)
    first, second = make_walk(E.HEARD, wave=wave), make_walk(E.HEARD, wave=wave)
    first.decide()
    with pytest.raises(DecisionRefused, match="enveloppe de l’appel de 80"):
        second.decide()
    second.decide(reasons="Pris sur la vague suivante (exemple).")
    use = envelope_use(call_id=wave.call_id, envelope=Money(20_000_000))
    assert (use.retained, use.left, use.count) == (Money(28_000_000), Money(-8_000_000), 2)


def known(walk: Walk) -> Any:
    return decision_of(walk.application.pk)


def test_nobody_outside_knows_a_decision_before_it_is_notified() -> None:
    walk = make_walk(E.HEARD)
    decision = walk.decide()
    assert known(walk) is None
    assert retained_decisions() == ()
    letter = notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)
    assert known(walk).aid == Money(14_000_000)
    assert [each.id for each in retained_decisions()] == [decision.pk]
    assert letter.appeal_until is not None
    assert letter.appeal_until - walk.now > timedelta(days=60)
    with pytest.raises(NotificationRefused):
        notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)


def withdraw(walk: Walk) -> None:
    withdraw_application(
        application_id=walk.application.pk, reason="Abandon (exemple).", by=walk.consortium.lead.actor, now=walk.now
    )


@pytest.mark.parametrize("told", [False, True], ids=["at once", "once selection knows"])
def test_the_decision_on_a_project_that_gave_up_is_not_notified(told: bool) -> None:
    walk = make_walk(E.HEARD)
    decision = walk.decide()
    withdraw(walk)
    if told:
        run_waiting_jobs()
    with pytest.raises((Refused, NotificationRefused), match="retiré sa candidature"):
        notify_decision(decision_id=decision.pk, by=walk.officer, now=walk.now)
    run_waiting_jobs()
    assert walk.fresh().state == E.WITHDRAWN
    assert known(walk) is None


def test_a_project_that_gave_up_after_its_decision_leaves_the_envelope_and_learns_nothing() -> None:
    walk = make_walk(E.HEARD)
    walk.decide()
    withdraw(walk)
    run_waiting_jobs()
    assert envelope_use(call_id=walk.application.call_id, envelope=Money(20_000_000)).retained == Money()
    follow = follow_examination(walk.fresh(), now=walk.now)
    assert (follow.state_label, follow.known) == ("Retirée par le groupement", None)
    assert [each.state for each in follow.gates] == ["done"] * 5 + ["stopped"]
    with pytest.raises(Refused):
        walk.decide("waiting", reasons="Exemple.")
