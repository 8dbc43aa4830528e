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
from deffinum.design.request_rates import Allowance
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


def test_head_is_get_without_its_body(plan_free: None, client: Client) -> None:
    read, asked = client.get("/api/plan/figures"), client.head("/api/plan/figures")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["Content-Type"] == read["Content-Type"]
    assert asked["Content-Length"] == str(len(read.content))
    assert client.head("/api/plan/nulle-part").status_code == 404
    assert client.head("/api/plan/figures", headers={"Authorization": "Bearer autre"}).status_code == 401
    assert "head" not in client.get("/api/openapi.json").json()["paths"]["/api/plan/figures"]
    assert client.delete("/api/plan/figures").status_code == 405


def test_who_asks_too_often_is_told_when_to_come_back(
    plan_free: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deffinum.config.api.ALLOWANCE", Allowance(burst=3, per_second=0.5))
    for _each in range(3):
        assert client.get("/api/plan/figures").status_code == 200
    refused = client.get("/api/plan/figures")
    assert (refused.status_code, refused["Retry-After"]) == (429, "2")
    assert refused["Content-Type"] == "application/problem+json"
    assert "revenez dans 2 s" in refused.json()["detail"]
    other = {"Authorization": "Bearer autre"}
    assert client.get("/api/plan/figures", headers=other).status_code == 401, "each caller has its own"
    assert client.get("/plan/").status_code == 200, "pages are not counted"


def test_who_tries_one_token_after_the_other_is_counted_by_address(
    plan_free: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deffinum.config.api.ADDRESS_ALLOWANCE", Allowance(burst=3, per_second=0.5))
    told = [
        client.get("/api/plan/figures", headers={"Authorization": f"Bearer essai-{each}"}).status_code
        for each in range(5)
    ]
    assert told == [401, 401, 401, 429, 429]
