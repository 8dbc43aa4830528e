"""A file that a gate closes gets the decision, the letter and the appeal of any refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from deffinum.foundation.files.reading import open_file
from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import Refused, RoleGrant
from deffinum.rooms.calls.models import Application
from deffinum.rooms.people.models import Notification
from deffinum.rooms.selection.commands.answer_appeal import answer_appeal
from deffinum.rooms.selection.commands.declare_eligibility import declare_eligibility
from deffinum.rooms.selection.commands.declare_incomplete import declare_incomplete
from deffinum.rooms.selection.commands.lodge_appeal import lodge_appeal
from deffinum.rooms.selection.commands.reopen_examination import reopen_examination
from deffinum.rooms.selection.commands.take_decision import SamePerson
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.queries.deadlines import end_of_day_after
from deffinum.rooms.selection.queries.decisions import decision_of
from deffinum.rooms.selection.queries.follow import follow_of
from deffinum.rooms.selection.words import ExaminationState as E
from deffinum.rooms.selection.words import Outcome
from tests.factories.applications import make_wave
from tests.factories.selection import SETTINGS, Walk, make_walk

pytestmark = pytest.mark.django_db


def letter_text(decision: Decision) -> str:
    with open_file(decision.letter.file) as content:
        reader = PdfReader(content)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "a tagged document"
        text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def decision(walk: Walk) -> Decision:
    return walk.examination.decisions.select_related("letter__file").order_by("-number")[0]


def titles(walk: Walk) -> list[str]:
    run_waiting_jobs()
    found = Notification.objects.filter(account=walk.consortium.lead.account, topic="selection.follow")
    return sorted(found.values_list("title__fr", flat=True))


def too_long(reason: str = "", **settings: str) -> Walk:
    """A file whose project lasts 40 months, when the rules of the call stop at 36, declared as computed."""
    walk = make_walk(wave=make_wave(settings=SETTINGS | settings))
    Application.objects.filter(pk=walk.application.pk).update(months=40)
    walk.complete()
    declare_eligibility(
        examination_id=walk.examination.pk, eligible=False, reason=reason, by=walk.officer, now=walk.now
    )
    walk.fresh()
    return walk


def test_the_letter_of_a_file_that_is_not_eligible_proves_each_rule_that_failed() -> None:
    walk = too_long()
    found = decision(walk)
    assert (found.outcome, found.reasons, found.decided_by) == (Outcome.INELIGIBLE, "", walk.officer.account_id)
    text = letter_text(found)
    for words in (
        "n’est pas éligible", "Le projet dure 40 mois : 36 au plus.", "40", "recours gracieux", "60 jours",
        "tribunal administratif", "Agent instructeur de l’appel",
    ):  # fmt: skip
        assert words in text, words
    assert "Motifs de la décision" not in text, "nobody added words of their own"


def test_the_letter_is_in_the_language_of_the_call_s_documents_whatever_the_officer_reads() -> None:
    walk = too_long(document_language="en")
    with override("fr"):
        text = letter_text(decision(walk))
    for words in (
        "is not eligible", "The rules of the call that are not met", "Too long.", "administrative court",
        "Decision of 11 April 2026", "How and when to appeal",
    ):  # fmt: skip
        assert words in text, words
    assert "recours" not in text
    with override("en"):
        french = letter_text(decision(too_long()))
    assert "n’est pas éligible" in french
    assert "is not eligible" not in french


def test_the_officer_s_own_words_are_in_the_letter() -> None:
    walk = make_walk(E.INELIGIBLE)
    assert "Motifs de la décision Exemple." in letter_text(decision(walk))


def test_the_letter_of_an_incomplete_file_says_what_is_missing() -> None:
    walk = make_walk()
    line = walk.list().lines[0]
    walk.find("missing", only=[line.item_key], comment="Le résumé est vide (exemple).")
    declare_incomplete(examination_id=walk.examination.pk, reason="Relance vaine.", by=walk.officer, now=walk.now)
    text = letter_text(decision(walk))
    for words in ("incomplète et ne sera pas examinée", "Le résumé est vide (exemple).", line.label, "Relance vaine."):
        assert words in text, words
    assert "expertise n°" not in text


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (E.INCOMPLETE, "Votre candidature n’est pas recevable"),
        (E.INELIGIBLE, "Votre candidature n’est pas éligible"),
    ],
)
def test_the_consortium_is_told_once_and_the_time_of_appeal_runs_from_that_day(state: str, title: str) -> None:
    walk = make_walk(state)
    letter = decision(walk).letter
    assert letter.notified_at == walk.now
    assert letter.appeal_until == end_of_day_after(walk.now, 60, "Europe/Paris")
    assert [each for each in titles(walk) if "n’est pas" in each] == [title]
    follow = follow_of(walk.application.pk, now=walk.now)
    assert follow is not None
    assert follow.known is not None
    assert (follow.known.decision.outcome, follow.known.is_open) == (state, False)
    known = decision_of(walk.application.pk)
    assert known is not None
    assert known.aid is None


def test_an_appeal_that_is_right_takes_the_examination_up_again() -> None:
    walk = too_long()
    appeal = lodge_appeal(
        decision_id=decision(walk).pk, text="36 mois et non 40 (exemple).", by=walk.consortium.lead.actor, now=walk.now
    )
    answer_appeal(appeal_id=appeal.pk, answer="Vous avez raison (exemple).", by=walk.officer, now=walk.now)
    walk.now += timedelta(days=3)
    reopen_examination(
        examination_id=walk.examination.pk, reason="Erreur de saisie (exemple).", by=walk.decider, now=walk.now
    )
    assert walk.fresh().state == E.COMPLETE
    found = decision(walk)
    assert (found.number, found.outcome, found.letter.appeal_until) == (2, Outcome.REOPENED, None)
    text = letter_text(found)
    assert "reprend" in text
    assert "Erreur de saisie (exemple)." in text
    assert "tribunal administratif" not in text, "nothing to appeal against"
    assert titles(walk).count("L’examen de votre candidature reprend") == 1
    assert titles(walk).count("« EXEMPLE » : complète") == 1, "the gate is not announced a second time"
    follow = follow_of(walk.application.pk, now=walk.now)
    assert follow is not None
    assert follow.known is not None
    assert follow.known.is_open
    assert (follow.state_label, follow.proof) == ("Complète", None)
    assert follow.appeal is not None
    assert follow.appeal.answer == "Vous avez raison (exemple)."
    with pytest.raises(Refused, match="repris"):
        lodge_appeal(decision_id=found.pk, text="Encore (exemple).", by=walk.consortium.lead.actor, now=walk.now)


def test_a_file_taken_up_again_goes_on_to_the_committee_whose_decision_stays_hidden_until_it_is_notified() -> None:
    walk = make_walk(E.INELIGIBLE)
    reopen_examination(examination_id=walk.examination.pk, reason="Exemple.", by=walk.decider, now=walk.now)
    for step in (walk.eligible, walk.open_reviews, walk.reviewed, walk.hear):
        step()
    decided = walk.decide()
    follow = follow_of(walk.application.pk, now=walk.now)
    assert follow is not None
    assert follow.state_label == "Auditionnée"
    assert follow.known is not None
    assert follow.known.is_open
    assert "remplace" not in letter_text(decided), "the refusal was withdrawn already"


def test_an_incomplete_file_comes_back_to_its_officer() -> None:
    walk = make_walk(E.INCOMPLETE)
    with pytest.raises(MoveRefused) as refusal:
        reopen_examination(examination_id=walk.examination.pk, reason=" ", by=walk.decider, now=walk.now)
    assert refusal.value.field == "reason"
    reopen_examination(examination_id=walk.examination.pk, reason="Exemple.", by=walk.decider, now=walk.now)
    assert walk.fresh().state == E.RECEIVED
    walk.complete()
    assert walk.fresh().state == E.COMPLETE


def test_whoever_took_the_gate_does_not_take_it_back() -> None:
    walk = make_walk(E.INELIGIBLE)
    grants = walk.officer.grants | {RoleGrant("decider")}
    both = walk.officer.__class__(account_id=walk.officer.account_id, grants=grants, kind="person")
    walk.examination.officer_id = walk.decider.account_id
    walk.examination.save(update_fields=["officer_id"])
    with pytest.raises(SamePerson):
        reopen_examination(examination_id=walk.examination.pk, reason="Exemple.", by=both, now=walk.now)
