"""When a page cannot be shown: a sentence for people, a problem document for machines, never a bare 500."""

from __future__ import annotations

from collections.abc import Callable

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
        ("/base/", 503, "Votre texte est conservé dans ce navigateur"),
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
