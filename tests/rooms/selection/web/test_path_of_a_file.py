"""The whole path through the pages: from the deposit to the letter and the appeal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deffinum.foundation.jobs.registry import run_waiting_jobs
from deffinum.rooms.people.models import Notification
from deffinum.rooms.selection.commands.notify_decision import notify_decision
from deffinum.rooms.selection.models import Assignment, Examination
from deffinum.rooms.selection.words import ExaminationState as E
from tests.factories.selection import Walk, client_of, holder, make_walk

pytestmark = pytest.mark.django_db


def address(walk: Walk, name: str) -> str:
    return reverse(f"selection:{name}", args=[walk.examination.application_id])


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of these tests live at the instant of the factories."""
    from deffinum.design import requests
    from tests.factories.selection import LATER

    monkeypatch.setattr(requests, "database_now", lambda: LATER)


def post(client: Client, url: str, **data: Any) -> Any:
    response = client.post(url, data)
    assert response.status_code == 302, " ".join(
        re.findall(r"erreur?[^<]*|error[^<]*<[^<]*<[^<]*", response.content.decode())
    )
    return response


def state(walk: Walk) -> str:
    return Examination.objects.get(pk=walk.examination.pk).state


@pytest.mark.usefixtures("today")
def test_a_file_goes_through_every_gate_in_the_pages() -> None:
    walk = make_walk()
    officer, decider = client_of(walk.officer), client_of(walk.decider)
    applicant = client_of(walk.consortium.lead.actor)
    listed = officer.get(reverse("selection:examinations")).content.decode()
    assert walk.application.reference in listed

    post(officer, address(walk, "examination"))
    readings = {f"verdict-{each.item_key}": "conform" for each in walk.list().lines}
    assert "Déclarer le dossier complet" in officer.get(address(walk, "completeness")).content.decode()
    post(officer, address(walk, "completeness"), action="declare_complete", **readings)
    assert state(walk) == E.COMPLETE

    assert "Le projet dure 24 mois" in officer.get(address(walk, "eligibility")).content.decode()
    post(officer, address(walk, "eligibility"), action="declare", eligible="yes", reason="")
    post(officer, address(walk, "reviews"), action="open")
    for marks in (("400", "350", "na"), ("300", "350", "450")):
        expert = holder("expert")
        post(
            officer, address(walk, "reviews"), action="assign", expert=str(expert.account_id), due_on="2026-06-30",
        )  # fmt: skip
        review = reverse("selection:review", args=[Assignment.objects.get(expert_id=expert.account_id).pk])
        reader = client_of(expert)
        before = reader.get(review).content.decode()
        assert "Vos liens d’intérêts" in before
        assert "Un projet pour apprendre" not in before, "no content before the declaration"
        post(reader, review, action="declare", answer="accept", words="")
        assert "Un projet pour apprendre" in reader.get(review).content.decode()
        grid = dict(zip(("mark_need", "mark_method", "mark_sharing"), marks, strict=True))
        post(reader, review, action="hand_in", comment_for_applicant="Utile (exemple).", comment_for_jury="", **grid)
    page = officer.get(address(walk, "reviews")).content.decode()
    assert "3,81" in page
    post(officer, address(walk, "reviews"), action="close", reason="")
    post(officer, address(walk, "hearing"), held_on="2026-04-10", notes="Entendu (exemple).")
    assert state(walk) == E.HEARD

    refused = officer.post(address(walk, "decision"), {"action": "decide", "outcome": "retained"})
    assert refused.status_code in {200, 422}
    assert state(walk) == E.HEARD
    post(
        decider, address(walk, "decision"), action="decide", outcome="retained", aid="130 000", reasons="",
        decided_on="2026-04-11",
    )  # fmt: skip
    follow = address(walk, "follow")
    assert "Décidée" in applicant.get(follow).content.decode()
    assert "130\u202f000" not in applicant.get(follow).content.decode(), "not known before the letter leaves"
    assert applicant.get(address(walk, "letter")).status_code == 404
    letter = decider.get(address(walk, "letter"))
    assert b"".join(letter.streaming_content).startswith(b"%PDF")

    post(decider, address(walk, "decision"), action="notify")
    run_waiting_jobs()
    assert "130\u202f000" in applicant.get(follow).content.decode()
    assert applicant.get(address(walk, "letter")).status_code == 200
    titles = set(Notification.objects.filter(account=walk.consortium.lead.account).values_list("title__fr", flat=True))
    assert "La décision sur votre candidature est rendue" in titles

    post(applicant, address(walk, "lodge_appeal"), text="Nous demandons un nouvel examen (exemple).")
    assert "Nous demandons un nouvel examen" in officer.get(address(walk, "appeal")).content.decode()
    post(officer, address(walk, "appeal"), answer="Réponse (exemple).")
    assert "Réponse (exemple)." in applicant.get(follow).content.decode()


@pytest.mark.usefixtures("today")
def test_a_file_that_is_not_eligible_is_told_appealed_and_taken_up_again_in_the_pages() -> None:
    walk = make_walk(E.COMPLETE)
    officer, decider = client_of(walk.officer), client_of(walk.decider)
    applicant = client_of(walk.consortium.lead.actor)
    post(officer, address(walk, "eligibility"), action="declare", eligible="no", reason="Hors du champ (exemple).")
    run_waiting_jobs()
    follow = address(walk, "follow")
    page = applicant.get(follow).content.decode()
    for words in ("Non éligible", "Hors du champ (exemple).", "Télécharger le courrier (PDF)", "recours gracieux"):
        assert words in page, words
    assert b"".join(applicant.get(address(walk, "letter")).streaming_content).startswith(b"%PDF")
    assert client_of(walk.consortium.people[0].actor).get(address(walk, "letter")).status_code == 200

    post(applicant, address(walk, "lodge_appeal"), text="Nous contestons (exemple).")
    desk = officer.get("/instruction/").content.decode()
    assert "1 recours à traiter" in desk
    listed = officer.get(reverse("selection:examinations"), {"etat": "appeal"}).content.decode()
    assert walk.application.reference in listed
    post(officer, address(walk, "appeal"), answer="Nous reprenons l’examen (exemple).")
    listed = officer.get(reverse("selection:examinations"), {"etat": "appeal"}).content.decode()
    assert walk.application.reference not in listed
    assert "Reprendre l’examen" not in officer.get(address(walk, "decision")).content.decode()
    refused = decider.post(address(walk, "decision"), {"action": "reopen", "reason": ""})
    assert refused.status_code == 422
    post(decider, address(walk, "decision"), action="reopen", reason="Champ mal lu (exemple).")
    assert state(walk) == E.COMPLETE
    page = applicant.get(follow).content.decode()
    for words in ("Décision retirée, examen repris", "Champ mal lu (exemple).", "Nous reprenons l’examen (exemple)."):
        assert words in page, words
    assert "Former un recours gracieux" not in page


@pytest.mark.usefixtures("today")
def test_whether_there_is_a_letter_is_known_to_its_readers_only() -> None:
    walk = make_walk(E.HEARD)
    strangers = [client_of(holder("expert")), client_of(holder("jury")), client_of(make_walk().consortium.lead.actor)]
    assert {each.get(address(walk, "letter")).status_code for each in strangers} == {404}
    notify_decision(decision_id=walk.decide().pk, by=walk.decider, now=walk.now)
    assert {each.get(address(walk, "letter")).status_code for each in strangers} == {404}
    letter = client_of(walk.consortium.lead.actor).get(address(walk, "letter"))
    assert letter["Content-Disposition"].startswith("attachment; ")
