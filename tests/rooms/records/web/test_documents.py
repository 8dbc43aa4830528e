"""States and profiles: written, merged, forgotten, under entity tags."""

from __future__ import annotations

import hashlib
import uuid

import orjson
import pytest

from deffinum.rooms.records.models import Document
from deffinum.rooms.records.words import KeyScope
from tests.factories.records import HOME, Tool, learner, store_key

pytestmark = pytest.mark.django_db
WHERE = {"activityId": f"{HOME}/gestes/echelle", "agent": orjson.dumps(learner()).decode()}
STATE = {**WHERE, "stateId": "page"}
PROFILE = {"agent": WHERE["agent"], "profileId": "réglages"}


@pytest.fixture
def tool() -> Tool:
    return Tool(store_key())


def test_a_state_comes_back_as_it_was_written(tool: Tool) -> None:
    content = b"\x00\xffpage 3"
    assert tool.call("PUT", "activities/state", content, query=STATE, content_type="text/x-page").status_code == 204
    answer = tool.call("GET", "activities/state", query=STATE)
    assert (answer.content, answer["Content-Type"]) == (content, "text/x-page")
    assert answer["ETag"] == f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
    assert tool.call("GET", "activities/state", query=WHERE).json() == ["page"]
    assert tool.call("DELETE", "activities/state", query=STATE).status_code == 204
    assert tool.call("GET", "activities/state", query=STATE).status_code == 404


def test_a_registration_is_another_place_and_lists_join_them(tool: Tool) -> None:
    registered = {**STATE, "registration": str(uuid.uuid4())}
    tool.call("PUT", "activities/state", {"a": 1}, query=STATE)
    tool.call("PUT", "activities/state", {"a": 2}, query={**registered, "stateId": "autre"})
    assert tool.call("GET", "activities/state", query=registered).status_code == 404
    assert tool.call("GET", "activities/state", query=WHERE).json() == ["autre", "page"]
    assert tool.call("DELETE", "activities/state", query=WHERE).status_code == 204
    assert not Document.objects.exists()


def test_posting_merges_the_properties_of_json_objects_only(tool: Tool) -> None:
    tool.call("POST", "activities/state", {"a": 1, "b": {"x": 1}}, query=STATE)
    tool.call("POST", "activities/state", {"b": {"y": 2}, "c": 3}, query=STATE)
    assert tool.call("GET", "activities/state", query=STATE).json() == {"a": 1, "b": {"y": 2}, "c": 3}
    for body, kind in (([1], "application/json"), (b"{", "application/json"), (b"texte", "text/plain")):
        assert tool.call("POST", "activities/state", body, query=STATE, content_type=kind).status_code == 400
    assert tool.call("GET", "activities/state", query=STATE).json()["c"] == 3


def test_a_profile_is_replaced_only_by_who_says_what_it_replaces(tool: Tool) -> None:
    assert tool.call("PUT", "agents/profile", {"v": 1}, query=PROFILE).status_code == 400
    fresh = {"If-None-Match": "*"}
    assert tool.call("PUT", "agents/profile", {"v": 1}, query=PROFILE, headers=fresh).status_code == 204
    assert tool.call("PUT", "agents/profile", {"v": 2}, query=PROFILE, headers=fresh).status_code == 412
    assert tool.call("PUT", "agents/profile", {"v": 2}, query=PROFILE).status_code == 409
    etag = tool.call("GET", "agents/profile", query=PROFILE)["ETag"]
    wrong = {"If-Match": '"autre"'}
    assert tool.call("DELETE", "agents/profile", query=PROFILE, headers=wrong).status_code == 412
    assert tool.call("POST", "agents/profile", {"w": 1}, query=PROFILE, headers=wrong).status_code == 412
    assert tool.call("PUT", "agents/profile", {"v": 2}, query=PROFILE, headers={"If-Match": etag}).status_code == 204
    assert tool.call("GET", "agents/profile", query=PROFILE).json() == {"v": 2}


def test_in_the_second_version_a_state_is_replaced_as_carefully(tool: Tool) -> None:
    second = Tool(tool.key, version="2.0.0")
    assert second.call("PUT", "activities/state", {"v": 1}, query=STATE).status_code == 204
    assert second.call("PUT", "activities/state", {"v": 2}, query=STATE).status_code == 409
    assert tool.call("PUT", "activities/state", {"v": 3}, query=STATE).status_code == 204


def test_since_lists_what_changed_after(tool: Tool) -> None:
    tool.call("PUT", "activities/state", {}, query=STATE)
    assert tool.call("GET", "activities/state", query={**WHERE, "since": "2020-01-01T00:00:00Z"}).json() == ["page"]
    assert tool.call("GET", "activities/state", query={**WHERE, "since": "2120-01-01T00:00:00Z"}).json() == []


def test_stores_and_scopes_keep_documents_apart(tool: Tool) -> None:
    tool.call("PUT", "activities/state", {"v": 1}, query=STATE)
    assert Tool(store_key()).call("GET", "activities/state", query=STATE).status_code == 404
    assert Tool(store_key(KeyScope.PROFILE)).call("GET", "activities/state", query=STATE).status_code == 403


def test_a_person_is_what_the_agent_says(tool: Tool) -> None:
    answer = tool.call("GET", "agents", query={"agent": WHERE["agent"]})
    assert answer.json() == {"objectType": "Person", "account": [learner()["account"]]}
