"""What may go wrong between a tool and the store: sizes, clocks, a full disk."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from deffinum.foundation.clock.instants import database_now
from deffinum.rooms.records.models import Statement
from deffinum.rooms.records.web.xapi import incoming
from tests.factories.records import HOME, Tool, statement, store_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool() -> Tool:
    return Tool(store_key())


def kept(tool: Tool, identifier: str) -> Any:
    return tool.call("GET", "statements", query={"statementId": identifier}).json()


def test_a_statement_of_ten_megabytes_is_kept_whole(tool: Tool) -> None:
    text = "é" * 5_000_000
    (identifier,) = tool.call("POST", "statements", statement(result={"response": text})).json()
    assert kept(tool, identifier)["result"]["response"] == text


def test_a_body_beyond_the_limit_is_refused_in_words(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "LARGEST", 1024 * 1024)
    answer = tool.call("POST", "statements", statement(result={"response": "x" * 1024 * 1024}))
    assert answer.status_code == 413
    assert "plusieurs fois" in answer.json()["detail"]
    assert not Statement.objects.exists()


def test_a_thousand_keys_of_extension_come_back(tool: Tool) -> None:
    many = {f"{HOME}/clé/{rank}": rank for rank in range(1000)}
    (identifier,) = tool.call("POST", "statements", statement(context={"extensions": many})).json()
    assert kept(tool, identifier)["context"]["extensions"] == many


def test_lists_without_end_are_refused_in_words(tool: Tool) -> None:
    whole = statement()
    for depth in (300, 900):
        nested: Any = 1
        for _ in range(depth):
            nested = [nested]
        whole["result"] = {"extensions": {f"{HOME}/e": nested}}
        answer = tool.call("POST", "statements", json.dumps(whole))
        assert answer.status_code == 400, depth
    assert not Statement.objects.exists()


def test_another_charset_than_utf_8_is_refused(tool: Tool) -> None:
    body = '{"actor": {"mbox": "mailto:é@exemple.invalid"}}'.encode("latin-1")
    answer = tool.call("POST", "statements", body, content_type="application/json; charset=latin-1")
    assert answer.status_code == 400
    assert "JSON" in answer.json()["detail"]


@pytest.mark.parametrize("days", [-4000, 400])
def test_the_clock_of_a_device_may_be_wrong_that_of_the_store_is_not(tool: Tool, days: int) -> None:
    now = database_now()
    said = (now + timedelta(days=days)).isoformat()
    (identifier,) = tool.call("POST", "statements", statement(timestamp=said)).json()
    found = kept(tool, identifier)
    assert found["timestamp"] == said
    assert abs(Statement.objects.get().stored - now) < timedelta(minutes=1)


def test_twenty_thousand_wrong_keys_are_refused_at_once(tool: Tool) -> None:
    """To name every one of them would take an hour."""
    wrong = {f"sans schéma {rank}": rank for rank in range(20_000)}
    answer = tool.call("POST", "statements", statement(result={"extensions": wrong}))
    assert (answer.status_code, "statements[0].result.extensions" in answer.json()["detail"]) == (400, True)


def test_a_cut_request_stores_nothing(tool: Tool) -> None:
    came = {"CONTENT_LENGTH": "99999", "wsgi.input": io.BytesIO(b'[{"actor":')}
    answer = tool.call("POST", "statements", b"[]", **came)
    assert answer.status_code == 400
    assert not Statement.objects.exists()


@pytest.fixture
def full_disk() -> Iterator[None]:
    """PostgreSQL answers each new statement as it does when its disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
            "CREATE TRIGGER disk_is_full BEFORE INSERT ON records_statement FOR EACH ROW "
            "EXECUTE FUNCTION disk_is_full()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS disk_is_full() CASCADE")


def test_a_full_disk_is_said_and_forgotten_once_there_is_room(tool: Tool, full_disk: None) -> None:
    whole = statement(id=str(uuid.uuid4()))
    answer = tool.call("POST", "statements", whole)
    assert answer.status_code == 507
    assert "plein" in answer.json()["detail"]
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION disk_is_full() CASCADE")
    assert tool.call("POST", "statements", whole).json() == [whole["id"]]
    assert kept(tool, whole["id"])["id"] == whole["id"]
