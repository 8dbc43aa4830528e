"""The API as a whole: who calls, how it says no, its own description."""

from __future__ import annotations

import hashlib
from datetime import date

import orjson
import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from ninja.errors import AuthenticationError, HttpError, ValidationError

from deffinum.config.api import Caller, api
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import VISITOR, Refused
from deffinum.rooms.people.models import OrganisationToken
from tests.factories.people import NOW, AccountFactory, OrganisationFactory

SECRET = "secret-d-exemple"


@pytest.fixture
def token(db: None) -> OrganisationToken:
    return OrganisationToken.objects.create(
        organisation=OrganisationFactory(),
        label="Outil d’exemple",
        secret_hash=hashlib.sha256(SECRET.encode()).hexdigest(),
        made_by=AccountFactory(),
        made_at=NOW,
        expires_on=date(2999, 1, 1),
    )


def request(method: str = "GET", **headers: str) -> HttpRequest:
    return RequestFactory().generic(method, "/api/plan", headers=headers)


def test_the_description_is_public_and_names_problem_free_reads(db: None, client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["info"]["title"] == "Deffinum"
    assert "/api/plan/figures" in document["paths"]


def test_a_token_acts_for_its_organisation(token: OrganisationToken) -> None:
    sent = request("POST", Authorization=f"Bearer {SECRET}")
    actor = Caller()(sent)
    assert actor is not None
    assert actor.kind == "token"
    assert actor.belongs_to(token.organisation_id)
    assert sent.actor == actor  # type: ignore[attr-defined]


def test_a_wrong_token_is_401_even_where_visitors_may_read(plan_free: None, client: Client) -> None:
    answer = client.get("/api/plan/figures", headers={"Authorization": "Bearer autre"})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert client.get("/api/plan/figures", headers={"Authorization": "Basic YTpi"}).status_code == 401


@pytest.fixture
def plan_free(db: None) -> None:
    """No plan is needed."""


def test_a_session_reads_but_never_writes(db: None) -> None:
    for method, known in (("GET", True), ("POST", False)):
        sent = request(method)
        sent.actor = "the session's actor"  # type: ignore[attr-defined]
        assert (Caller()(sent) == "the session's actor") is known
    assert Caller()(request("POST")) == VISITOR


class Closed(DomainError):
    """409, with a field."""


@pytest.mark.parametrize(
    ("error", "status", "part"),
    [
        (Closed("C’est clos.", field="base"), 409, {"detail": "C’est clos.", "field": "base"}),
        (Refused("Pas vous."), 403, {"detail": "Pas vous."}),
        (AuthenticationError(401), 401, {}),
        (HttpError(400, "Corps illisible."), 400, {"detail": "Corps illisible."}),
        (
            ValidationError([{"loc": ("body", "data", "base"), "msg": "Il manque."}]),
            422,
            {"errors": [{"field": "data.base", "detail": "Il manque."}]},
        ),
        (RuntimeError("secret"), 500, {}),
        (OperationalError("secret"), 503, {}),
    ],
)
def test_every_refusal_is_a_problem_document(error: Exception, status: int, part: dict[str, object]) -> None:
    answer = api.on_exception(request(), error)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document = orjson.loads(answer.content)
    assert document["status"] == status
    assert document | part == document
    assert "secret" not in answer.content.decode()
