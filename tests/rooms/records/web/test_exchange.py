"""How the store says no: versions, keys, parameters, bodies."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from deffinum.foundation.clock.instants import database_now
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.records.commands.open_store import close_key
from deffinum.rooms.records.models import Statement
from deffinum.rooms.records.web.xapi import exchange
from tests.factories.records import Tool, learner, statement, store_key

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def tool() -> Tool:
    return Tool(store_key())


@pytest.mark.parametrize(
    ("named", "status", "answered"),
    [
        (None, 400, "0.95"),
        ("0.9", 400, "0.95"),
        ("1.1", 400, "0.95"),
        ("1.0", 200, "1.0.3"),
        ("1.0.1", 200, "1.0.3"),
        ("2.0.0", 200, "2.0.0"),
        ("2.0", 200, "2.0.0"),
    ],
)
def test_the_answer_is_of_the_family_that_was_asked_for(tool: Tool, named: str, status: int, answered: str) -> None:
    answer = tool.call("GET", "statements", headers={"X-Experience-API-Version": named})
    assert (answer.status_code, answer["X-Experience-API-Version"]) == (status, answered)


def test_about_needs_neither_key_nor_version() -> None:
    answer = Client().get("/xapi/about")
    assert answer.json()["version"][-2:] == ["1.0.3", "2.0.0"]


def test_a_wrong_closed_or_ended_key_opens_nothing() -> None:
    now = database_now()
    ended = Tool(store_key(expires_at=now - timedelta(seconds=1)))
    closed = Tool(store_key())
    close_key(key_id=closed.key.id, by=PLATFORM, now=now)
    for tool in (ended, closed):
        answer = tool.call("POST", "statements", statement())
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="xAPI"')
    for header in ("", "Basic", "Basic !!!", "Basic bm9uZQ==", "Bearer abc", f"Basic {uuid.uuid4()}"):
        assert closed.call("GET", "statements", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("method", "resource", "query", "body", "words"),
    [
        ("GET", "statements", {"inconnu": "1"}, None, "« inconnu »"),
        ("GET", "statements", {"limit": "-1"}, None, "limit"),
        ("GET", "statements", {"verb": "https://exemple.invalid/\x00"}, None, "caractère nul"),
        ("GET", "statements", {"limit": "٣"}, None, "limit"),
        ("GET", "statements", {"since": "hier"}, None, "since"),
        ("GET", "statements", {"registration": "x"}, None, "registration"),
        ("GET", "statements", {"ascending": "oui"}, None, "ascending"),
        ("GET", "statements", {"agent": "{"}, None, "agent"),
        ("GET", "statements", {"agent": '{"mbox":"x"}'}, None, "agent.mbox"),
        ("GET", "statements", {"format": "joli"}, None, "format"),
        ("GET", "statements", {"after": "ici"}, None, "more"),
        ("GET", "statements", {"statementId": "x"}, None, "statementId"),
        ("GET", "statements", {"statementId": str(uuid.uuid4()), "limit": "1"}, None, "limit"),
        ("PUT", "statements", {}, {}, "statementId"),
        ("PUT", "statements", {"statementId": str(uuid.uuid4())}, [], "une seule"),
        ("POST", "statements", {}, b"{", "JSON"),
        ("POST", "statements", {}, b"", "type du corps"),
        ("POST", "statements", {}, b'{"actor": NaN}', "JSON"),
        ("POST", "statements", {}, b"\xff\xfe{}", "JSON"),
        ("POST", "statements", {}, b"[" * 5000, "JSON"),
        ("POST", "statements", {}, "texte seul", "JSON"),
        ("POST", "statements", {}, b'"texte"', "objet"),
        ("GET", "activities/state", {"activityId": "x"}, None, "agent"),
        ("GET", "activities", {"activityId": "x"}, None, "IRI"),
    ],
)
def test_a_request_beside_the_standard_is_refused_in_words(
    tool: Tool, method: str, resource: str, query: dict[str, str], body: Any, words: str
) -> None:
    answer = tool.call(method, resource, body, query=query)
    assert answer.status_code == 400, answer.content
    assert words in answer.json()["detail"]
    assert not Statement.objects.exists()


def test_a_body_of_another_type_is_refused(tool: Tool) -> None:
    answer = tool.call("POST", "statements", statement(), content_type="text/plain")
    assert answer.status_code == 400


def test_another_method_is_told_which_there_are(tool: Tool) -> None:
    answer = tool.call("DELETE", "statements")
    assert (answer.status_code, answer["Allow"]) == (405, "OPTIONS, GET, PUT, POST, HEAD")


def test_a_page_of_another_origin_may_ask_first(tool: Tool) -> None:
    answer = Client().options("/xapi/statements")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-Match" in answer["Access-Control-Allow-Headers"]


def test_head_answers_as_get_does_without_its_body(tool: Tool) -> None:
    tool.call("POST", "statements", statement())
    whole, head = tool.call("GET", "statements"), tool.call("HEAD", "statements")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))


def test_the_alternate_syntax_is_of_the_first_version_only(tool: Tool) -> None:
    found = tool.call("POST", "statements", "limit=1", query={"method": "GET"}, content_type=FORM)
    assert found.json()["statements"] == []
    second = Tool(tool.key, version="2.0.0")
    refused = second.call("POST", "statements", "limit=1", query={"method": "GET"}, content_type=FORM)
    assert refused.status_code == 400


def test_a_document_that_a_form_of_another_site_opens_runs_nothing(tool: Tool) -> None:
    """A tool's token is enough to leave HTML in the store, and a form to open it under the platform's name."""
    place = {
        "activityId": "https://exemple.invalid/geste",
        "stateId": "page",
        "agent": orjson.dumps(learner()).decode(),
    }
    left = tool.call("PUT", "activities/state", "<script>alert(1)</script>", query=place, content_type="text/html")
    assert left.status_code == 204, left.content
    pair = base64.b64encode(f"{tool.key.id}:{tool.key.secret}".encode()).decode()
    fields = {**place, "Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"}
    opened = Client().post("/xapi/activities/state?method=GET", urlencode(fields), FORM)
    assert (opened.status_code, opened["Content-Type"]) == (200, "text/html")
    assert opened["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert opened["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_of_the_store_is_not_its_own(tool: Tool) -> None:
    nowhere = Client().get("/xapi/rien")
    assert (nowhere.status_code, nowhere["Content-Type"]) == (404, "application/problem+json")
    assert Client().get("/xapi/openapi-3.0.json").json()["status"] == 404
    assert Client().get("/xapi/profils/immersif").status_code == 200


@pytest.mark.parametrize(
    ("asked", "told"), [("fr-CA", "clé en vigueur"), ("en, fr;q=0.5", "key in force"), ("", "clé")]
)
def test_a_refusal_is_told_in_the_language_of_the_request_alone(asked: str, told: str) -> None:
    heads = {"Accept-Language": asked, "X-Experience-API-Version": "1.0.3", "Cookie": "django_language=en"}
    answer = Client().get("/xapi/statements", headers=heads)
    assert (answer.status_code, told in answer.json()["detail"]) == (401, True), answer.content
    assert answer["Content-Language"] == ("en" if told == "key in force" else "fr")
    assert "Accept-Language" in answer["Vary"]


def test_a_null_character_is_refused_in_a_parameter_and_kept_in_a_document(tool: Tool) -> None:
    place = {
        "activityId": "https://exemple.invalid/geste",
        "stateId": "octets",
        "agent": orjson.dumps(learner()).decode(),
    }
    form = urlencode({**place, "content": "a\x00b", "Content-Type": "application/octet-stream"})
    kept = tool.call("POST", "activities/state", form, query={"method": "PUT"}, content_type=FORM)
    assert kept.status_code == 204, kept.content
    assert tool.call("GET", "activities/state", query=place).content == b"a\x00b"
    wrong = tool.call("GET", "activities/state", query={**place, "stateId": "oc\x00tets"})
    assert (wrong.status_code, "caractère nul" in wrong.json()["detail"]) == (400, True)


def test_the_store_reads_and_sets_no_cookie(tool: Tool) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = tool.call("POST", "statements", [], headers={"Cookie": f"sessionid={'a' * 32}"})
    assert (answer.status_code, answer.cookies) == (200, {})
    assert [each["sql"] for each in asked.captured_queries if "session" in each["sql"] or "people" in each["sql"]] == []


def test_a_fault_of_ours_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_asked: str) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(exchange, "open_key", broken)
    translation.activate("en")  # what the request before spoke
    headers = {"X-Experience-API-Version": "1.0.3", "Authorization": "Basic " + base64.b64encode(b"a:b").decode()}
    answer = Client(raise_request_exception=False).get("/xapi/statements", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert answer.json()["detail"] == "La plateforme a rencontré une erreur. Elle est enregistrée ; réessayez."
