"""When a page cannot be shown: a sentence for people, a problem document for machines, never a bare 500."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from deffinum.config.urls import urlpatterns as real
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import refused
from deffinum.portal.pages import errors


class Teapot(DomainError):
    """A status without a page of its own."""

    status = 422


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        raise error

    return page


def _refuses(request: HttpRequest) -> HttpResponse:
    refused("Motif d’exemple.").require()
    return HttpResponse()


urlpatterns = [
    path("panne/", _raises(RuntimeError("secret"))),
    path("base/", _raises(OperationalError("connection is bad"))),
    path("refus/", _refuses),
    path("conflit/", _raises(Teapot("Rien n’a été enregistré."))),
    *real,
]
handler404 = "deffinum.portal.pages.errors.page_not_found"
handler500 = "deffinum.portal.pages.errors.server_error"


@pytest.fixture
def lenient(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/panne/", 500, "La plateforme a rencontré une erreur"),
        ("/base/", 503, "Ce que vous aviez déjà enregistré est intact"),
        ("/refus/", 403, "Motif d’exemple."),
        ("/conflit/", 422, "Rien n’a été enregistré."),
        ("/nulle-part/", 404, "Rien ne répond à cette adresse"),
    ],
)
@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_people_read_a_sentence(lenient: Client, address: str, status: int, sentence: str) -> None:
    answer = lenient.get(address)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "secret" not in answer.content.decode()


@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_a_database_away_says_when_to_come_back(lenient: Client) -> None:
    assert lenient.get("/base/").headers["Retry-After"] == "10"


@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_what_was_sent_is_given_back_ready_to_be_sent_again(lenient: Client) -> None:
    words = {
        "csrfmiddlewaretoken": "as-sent",
        "text": "Une <b>longue</b>\nréponse",
        "number": ["1", "2"],
        "file": BytesIO(b"a"),
    }
    page = lenient.post("/base/?etape=2", words).content.decode()
    assert "rien n’est perdu" in page
    assert 'action="/base/?etape=2"' in page
    assert '<input type="hidden" name="text" value="Une &lt;b&gt;longue&lt;/b&gt;\nréponse">' in page
    assert page.count('name="number"') == 2
    assert "Une &lt;b&gt;longue&lt;/b&gt;<br>réponse" in page
    assert 'name="csrfmiddlewaretoken" value="as-sent"' in page, "another token would let another site send this form"
    assert "Les fichiers que vous aviez joints ne sont pas gardés" in page
    assert "Envoyer de nouveau" in lenient.post("/panne/", {"text": "Une réponse"}).content.decode()


@pytest.mark.parametrize(
    "words", [{}, {"login": "a@exemple.invalid", "password": "tres-secret"}, {"code": "tres-secret"}]
)
@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_a_secret_is_never_given_back(lenient: Client, words: dict[str, str]) -> None:
    page = lenient.post("/base/", words).content.decode()
    assert "tres-secret" not in page
    assert "Envoyer de nouveau" not in page


@override_settings(ROOT_URLCONF="tests.portal.test_errors", DATA_UPLOAD_MAX_NUMBER_FIELDS=1)
def test_a_form_that_cannot_be_read_is_not_given_back(lenient: Client) -> None:
    assert lenient.post("/base/", {"a": "1", "b": "2"}).status_code == 503


def test_machines_read_a_problem_document(db: None, client: Client) -> None:
    answer = client.get("/api/nulle-part")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_error_pages_need_no_database(django_db_blocker: object) -> None:
    request = RequestFactory().get("/")
    for answer in (
        errors.server_error(request),
        errors.page_not_found(request, Exception()),
        errors.permission_denied(request, Exception()),
        errors.bad_request(request, Exception()),
        errors.forgery_suspected(request),
    ):
        assert "<h1" in answer.content.decode()


def test_an_expired_page_is_said_kindly(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/mon-espace/")
    assert answer.status_code == 403
    assert "La page a expiré" in answer.content.decode()


def test_what_our_own_expired_page_sent_can_be_sent_again(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    words = {"text": "Un long texte", "csrfmiddlewaretoken": "x" * 32}
    page = client.post("/mon-espace/", words, headers={"origin": "http://testserver"}).content.decode()
    assert "Un long texte" in page and "Envoyer de nouveau" in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert len(token) == 1 and token[0] != "x" * 32
    again = client.post("/mon-espace/", words | {"csrfmiddlewaretoken": token[0]})
    assert again.status_code != 403


@pytest.mark.parametrize("origin", ["", "null", "https://autre.example", "http://testserver.autre.example"])
def test_another_site_gets_no_token_and_shows_no_text(db: None, origin: str) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"origin": origin} if origin else {}
    answer = client.post("/mon-espace/", {"text": "Un texte d’ailleurs"}, headers=headers)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Un texte d’ailleurs" not in page and "csrfmiddlewaretoken" not in page


def test_a_button_s_address_opened_by_hand_is_said(client: Client) -> None:
    answer = client.get("/langue/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Elle est la suite d’un bouton" in answer.content.decode()


def test_a_method_that_the_api_does_not_know_is_a_problem_document(db: None, client: Client) -> None:
    answer = client.delete("/api/plan/figures")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert (answer["Allow"], answer.json()["status"]) == ("GET", 405)
