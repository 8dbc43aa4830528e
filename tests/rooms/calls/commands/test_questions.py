"""Questions are answered in public and never say who asked."""

from __future__ import annotations

import uuid

import pytest

from deffinum.foundation.lifecycle.table import MoveRefused
from deffinum.foundation.policies import VISITOR, Refused
from deffinum.rooms.calls.commands.answer_question import AnswerEmpty, answer_question, set_question_aside
from deffinum.rooms.calls.commands.ask_question import QuestionRefused, ask_question
from deffinum.rooms.calls.queries.questions import my_questions, published_questions, waiting_questions
from deffinum.rooms.people.public import notification_page
from tests.factories.calls import NOW, make_account, make_call, officer, person

pytestmark = pytest.mark.django_db
ANSWER = {"fr": "Oui, si chacun tient ses engagements.", "en": ""}


def test_an_answer_is_public_without_its_author_who_is_told() -> None:
    call, account = make_call(), make_account()
    question = ask_question(
        call_id=call.pk, text="Je suis de l’organisme X : puis-je ?", by=person(account_id=account.pk), now=NOW
    )
    assert published_questions(call.pk) == ()
    answer_question(question_id=question.pk, public_text="Puis-je ?", answer=ANSWER, by=officer(call), now=NOW)
    (line,) = published_questions(call.pk)
    assert (line.text, str(line.answer)) == ("Puis-je ?", ANSWER["fr"])
    assert not any("asked" in name or "author" in name for name in vars(line))
    assert [str(each.title) for each in notification_page(person(account_id=account.pk)).lines] == [
        "Votre question a sa réponse"
    ]


def test_officers_see_what_waits_on_their_calls_only_and_no_author() -> None:
    mine, other = make_call(), make_call()
    ask_question(call_id=mine.pk, text="La mienne ?", by=person(), now=NOW)
    ask_question(call_id=other.pk, text="L’autre ?", by=person(), now=NOW)
    assert [each.text for each in waiting_questions(officer(mine))] == ["La mienne ?"]
    assert len(waiting_questions(officer())) == 2
    assert waiting_questions(person()) == ()
    assert "asked_by" not in vars(waiting_questions(officer(mine))[0])


def test_the_same_words_from_the_same_person_count_once() -> None:
    call, asker = make_call(), person()
    first = ask_question(call_id=call.pk, text="Deux fois ?", by=asker, now=NOW)
    assert ask_question(call_id=call.pk, text=" Deux fois ? ", by=asker, now=NOW) == first
    assert my_questions(asker, call_id=call.pk) == (("Deux fois ?", "Posée"),)


def test_a_question_is_answered_or_set_aside_once() -> None:
    call = make_call()
    question = ask_question(call_id=call.pk, text="Hors sujet ?", by=person(), now=NOW)
    with pytest.raises(MoveRefused, match="motif"):
        set_question_aside(question_id=question.pk, reason="", by=officer(call), now=NOW)
    set_question_aside(question_id=question.pk, reason="Hors sujet", by=officer(call), now=NOW)
    with pytest.raises(MoveRefused):
        answer_question(question_id=question.pk, public_text="", answer=ANSWER, by=officer(call), now=NOW)
    assert published_questions(call.pk) == ()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_question_has_words_and_is_not_endless(text: str) -> None:
    with pytest.raises(QuestionRefused):
        ask_question(call_id=make_call().pk, text=text, by=person(), now=NOW)


def test_an_empty_answer_is_not_published() -> None:
    call = make_call()
    question = ask_question(call_id=call.pk, text="Alors ?", by=person(), now=NOW)
    with pytest.raises(AnswerEmpty):
        answer_question(question_id=question.pk, public_text="", answer={"fr": " "}, by=officer(call), now=NOW)


def test_visitors_do_not_ask_and_askers_do_not_answer() -> None:
    call = make_call()
    with pytest.raises(Refused, match="Connectez-vous"):
        ask_question(call_id=call.pk, text="Qui ?", by=VISITOR, now=NOW)
    asker = person(account_id=uuid.uuid4())
    question = ask_question(call_id=call.pk, text="Qui ?", by=asker, now=NOW)
    with pytest.raises(Refused):
        answer_question(question_id=question.pk, public_text="", answer=ANSWER, by=asker, now=NOW)
