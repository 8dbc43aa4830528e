"""What calls put in the pages of others."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from deffinum.design import slots
from deffinum.foundation.policies import PLATFORM, VISITOR, Actor
from deffinum.rooms.calls.commands.ask_question import ask_question
from deffinum.rooms.calls.queries.search_calls import search_calls
from deffinum.rooms.plan.public import load_plan_sample
from tests.factories.calls import NOW, make_call, officer, person

pytestmark = pytest.mark.usefixtures("at_now")


def _slot(name: str, actor: Actor = VISITOR) -> str:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return slots.render(name, request, now=NOW)


def test_home_shows_what_is_open() -> None:
    assert _slot("portal.home.open_calls") == ""
    call = make_call()
    assert f"/appels/{call.slug}/" in _slot("portal.home.open_calls")


@pytest.mark.usefixtures("loaded")
def test_home_shows_the_latest_notices() -> None:
    assert "Bienvenue dans l’appel d’exemple" in _slot("portal.home.news")


def test_the_desk_lists_questions_of_one_s_own_calls() -> None:
    mine, other = make_call(), make_call()
    ask_question(call_id=mine.pk, text="Pour moi ?", by=person(), now=NOW)
    ask_question(call_id=other.pk, text="Pas pour moi ?", by=person(), now=NOW)
    desk = _slot("portal.desk.now", officer(mine))
    assert "Pour moi ?" in desk
    assert "Pas pour moi ?" not in desk
    assert _slot("portal.desk.now", person()) == ""


def test_a_lever_shows_its_calls(client: Client, request: pytest.FixtureRequest) -> None:
    load_plan_sample(by=PLATFORM, now=NOW)
    request.getfixturevalue("loaded")
    page = client.get("/plan/leviers/tiers-lieux-de-formation/").content.decode()
    assert "/appels/deffinov-paca/" in page
    assert "/appels/deffinum/" not in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("metiers avenir", "AMI Compétences"),
        ("tiers lieux", "Deffinov"),
        ("deux candidatures", "Une même organisation"),
    ],
)
def test_search_finds_calls_and_answers_without_accents(words: str, expected: str) -> None:
    assert any(expected in str(hit.title) for hit in search_calls(words, actor=VISITOR, limit=10))


def test_search_hides_drafts() -> None:
    call = make_call("secret-brouillon", published=False)
    found = [len(search_calls("secret-brouillon", actor=actor, limit=5)) for actor in (VISITOR, officer(call))]
    assert found == [0, 1]
    assert search_calls(" ", actor=VISITOR, limit=5) == ()
