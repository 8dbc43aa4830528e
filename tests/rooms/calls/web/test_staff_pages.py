"""Officers' pages of calls: who may open them, and what their forms do."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.ask_question import ask_question
from deffinum.rooms.calls.models import Application, Call, LateException, Notice, Question
from deffinum.rooms.calls.words import CallState
from tests.factories.calls import NOW, make_call, make_organisation, officer, person

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[Actor], Client]
PAGES = ["", "questions/", "avis/", "cloture/", "derogation/"]


def _address(call: Call, page: str = "") -> str:
    return f"/instruction/appels/{call.slug}/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_visitors_sign_in_others_are_refused_officers_enter(client: Client, signed_in: SignIn, page: str) -> None:
    call, other = make_call(), make_call()
    assert client.get(_address(call, page)).status_code == 302
    assert signed_in(person()).get(_address(call, page)).status_code == 403
    assert signed_in(officer(other)).get(_address(call, page)).status_code == 403
    response = signed_in(officer(call)).get(_address(call, page))
    assert response.status_code == 200
    assert str(call.title["fr"]) in response.content.decode()


def test_the_officers_list_holds_their_calls_only(signed_in: SignIn) -> None:
    mine, other = make_call("le-mien"), make_call("l-autre")
    page = signed_in(officer(mine)).get("/instruction/appels/").content.decode()
    assert "Appel le-mien" in page
    assert f"/instruction/appels/{other.slug}/" not in page
    assert signed_in(person()).get("/instruction/appels/").status_code == 403


def test_closing_early_asks_for_a_reason_then_shows_it_to_all(client: Client, signed_in: SignIn) -> None:
    call = make_call()
    agent = signed_in(officer(call))
    refused = agent.post(_address(call, "cloture/"), {"reason": ""})
    assert refused.status_code == 422
    assert "Indiquez le motif" in refused.content.decode()
    assert agent.post(_address(call, "cloture/"), {"reason": "L’enveloppe est consommée."}).status_code == 302
    call.refresh_from_db()
    assert call.state == CallState.CLOSED_EARLY
    page = client.get(f"/appels/{call.slug}/").content.decode()
    assert "Clos avant terme" in page
    assert "L’enveloppe est consommée." in page


def test_a_page_opened_as_officer_and_posted_as_someone_else_changes_nothing(signed_in: SignIn) -> None:
    call = make_call()
    assert signed_in(person()).post(_address(call, "cloture/"), {"reason": "Essai"}).status_code == 403
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED


def test_a_notice_is_published_at_once(client: Client, signed_in: SignIn) -> None:
    call = make_call()
    words = {"title_fr": "Nouveau calendrier", "body_fr": "La vague ferme plus tard.", "title_en": "", "body_en": ""}
    assert signed_in(officer(call)).post(_address(call, "avis/"), words).status_code == 302
    assert Notice.objects.get(call=call).published_at == pytest.approx(NOW, abs=timedelta(minutes=5))
    assert "Nouveau calendrier" in client.get(f"/appels/{call.slug}/").content.decode()


def test_an_exception_is_granted_in_the_call_s_own_time(signed_in: SignIn) -> None:
    call = make_call(zone="Indian/Reunion")
    draft = Application.objects.create(
        reference="ESSAI-0001",
        call=call,
        call_version=call.current_version,
        wave=call.waves.get(),
        title="Projet",
        lead_id=make_organisation(),
        created_at=NOW,
    )
    agent = signed_in(officer(call))
    words = {"application": str(draft.pk), "until": "2026-06-01T12:00", "reason": "Panne constatée"}
    wrong = agent.post(_address(call, "derogation/"), words | {"until": "2026-06-31T12:00"})
    assert wrong.status_code == 422
    assert agent.post(_address(call, "derogation/"), words).status_code == 302
    assert LateException.objects.get().until.isoformat() == "2026-06-01T08:00:00+00:00"
    assert "Panne constatée" in agent.get(_address(call)).content.decode()


def test_asking_answering_and_reading(client: Client, signed_in: SignIn) -> None:
    call = make_call()
    asking = f"/appels/{call.slug}/questions/"
    assert "Connectez-vous pour poser une question" in client.get(asking).content.decode()
    client.post(asking, {"text": "Sans compte ?"})
    assert not Question.objects.exists()
    asker = signed_in(person())
    assert asker.post(asking, {"text": ""}).status_code == 422
    assert asker.post(asking, {"text": "Une association peut-elle porter ?"}).status_code == 302
    question = Question.objects.get()
    agent = signed_in(officer(call))
    assert "Une association peut-elle porter ?" in agent.get(_address(call, "questions/")).content.decode()
    answer = _address(call, f"questions/{question.pk}/")
    words = {"public_text": question.text, "answer_fr": "Oui.", "answer_en": "Yes."}
    assert agent.post(answer, words).status_code == 302
    assert agent.get(answer).status_code == 404
    page = client.get(asking).content.decode()
    assert "Une association peut-elle porter ?" in page
    assert "Oui." in page
    assert "Alix" not in page


def test_a_question_of_another_call_is_not_found(signed_in: SignIn) -> None:
    call, other = make_call(), make_call()
    question = ask_question(call_id=other.pk, text="Ailleurs ?", by=person(), now=NOW)
    agent = signed_in(officer(call))
    assert agent.get(_address(call, f"questions/{question.pk}/")).status_code == 404
    assert agent.get(_address(call, f"questions/{uuid.uuid4()}/sans-suite/")).status_code == 404
