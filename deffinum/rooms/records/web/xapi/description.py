"""The store described by OpenAPI 3.1, one document a version of xAPI: for those who write tools, and for our own tests.

The shapes are the rules by which statements are really checked (`foundation.xapi.schema`), not a copy of them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from deffinum.design.problems import problem
from deffinum.foundation.xapi.schema import IDENTIFIERS, definitions
from deffinum.rooms.records.web.xapi.incoming import LATEST_1, LATEST_2, VERSION

Json = dict[str, Any]
Answers = dict[int, Json]

_SHAPES = "#/components/schemas/"
_UUID: Json = {"type": "string", "format": "uuid"}
_MOMENT: Json = {"type": "string", "format": "date-time"}
_FLAG: Json = {"enum": ["true", "false"]}
_OCTETS: Json = {"content": {"application/json": {"schema": {}}}, "required": True}


def page(request: HttpRequest, version: str) -> HttpResponse:
    """`/xapi/openapi-1.0.3.json` or `-2.0.0.json`, open to all."""
    if version not in (LATEST_1, LATEST_2):
        return problem(404, _("Le standard n’a pas cette version ici : 1.0.3 ou 2.0.0."))
    response = HttpResponse(_document(version), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@cache
def _document(version: str) -> bytes:
    return orjson.dumps(description(version))


def description(version: str) -> Json:
    """The document: every resource, its parameters, what it takes and each way in which it answers."""
    shapes = _moved(definitions(second=version == LATEST_2))
    shapes["problem"] = {
        "type": "object",
        "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
        "required": ["title", "status", "detail"],
    }
    shapes["person"] = {
        "type": "object",
        "properties": {
            "objectType": {"const": "Person"},
            **{each: {"type": "array"} for each in ("name", *IDENTIFIERS)},
        },
        "required": ["objectType"],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "xAPI", "version": version},
        "servers": [{"url": "/xapi"}],
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "basic"}}, "schemas": shapes},
        "paths": _paths(_header(version)),
    }


def _moved(shape: Any) -> Any:
    """The same rules, where OpenAPI keeps them."""
    if isinstance(shape, dict):
        return {
            name: value.replace("#/$defs/", _SHAPES) if name == "$ref" else _moved(value)
            for name, value in shape.items()
        }
    return [_moved(each) for each in shape] if isinstance(shape, list) else shape


def _paths(version: Json) -> Json:
    agent = _said_in_json("agent", "actor")
    activity = _asked("activityId", {"type": "string", "format": "uri"})
    since, registration = _asked("since", _MOMENT, required=False), _asked("registration", _UUID, required=False)
    state, profile = _asked("stateId", {"type": "string"}), _asked("profileId", {"type": "string"})
    lookup = {"get": _operation("activity", [version, activity], {200: _json(_ref("activity"))})}
    person = {"get": _operation("agent", [version, _said_in_json("agent", "agent")], {200: _json(_ref("person"))})}
    versions: Json = {"type": "object", "properties": {"version": {"type": "array", "items": {"type": "string"}}}}
    about = {"get": {"operationId": "about", "security": [], "responses": {"200": _json(versions)}}}
    return {
        "/statements": _statements(version),
        "/activities/state": _documents("state", [version, activity, agent, registration], state, since),
        "/activities/profile": _documents("activity_profile", [version, activity], profile, since),
        "/agents/profile": _documents("agent_profile", [version, agent], profile, since),
        "/activities": lookup,
        "/agents": person,
        "/about": about,
    }


def _statements(version: Json) -> Json:
    filters = [
        _asked("statementId", _UUID, required=False),
        _asked("voidedStatementId", _UUID, required=False),
        _said_in_json("agent", "actor", required=False),
        _asked("verb", {"type": "string", "format": "uri"}, required=False),
        _asked("activity", {"type": "string", "format": "uri"}, required=False),
        _asked("registration", _UUID, required=False),
        *(_asked(each, _FLAG, required=False) for each in ("related_agents", "related_activities", "ascending")),
        *(_asked(each, _MOMENT, required=False) for each in ("since", "until")),
        _asked("limit", {"type": "integer", "minimum": 0, "maximum": 999_999_999}, required=False),
        _asked("format", {"enum": ["ids", "exact", "canonical"]}, required=False),
        _asked("attachments", _FLAG, required=False),
    ]
    page_of_them: Json = {
        "type": "object",
        "properties": {"statements": {"type": "array"}, "more": {"type": "string"}},
        "required": ["statements", "more"],
    }
    found = {"anyOf": [page_of_them, {"type": "object", "required": ["id", "actor", "verb", "object", "stored"]}]}
    several = {"anyOf": [_ref("statement"), {"type": "array", "items": _ref("statement")}]}
    found_answer = _json(found)
    found_answer["content"]["multipart/mixed"] = {"schema": {"type": "string"}}
    return {
        "get": _operation("find_statements", [version, *filters], {200: found_answer, 404: _no()}),
        "put": _operation(
            "put_statement", [version, _asked("statementId", _UUID)], {204: _done(), 409: _no()}, _ref("statement")
        ),
        "post": _operation(
            "post_statements", [version], {200: _json({"type": "array", "items": _UUID}), 409: _no()}, several
        ),
    }


def _documents(name: str, place: list[Json], named: Json, since: Json) -> Json:
    written: Answers = {204: _done(), 409: _no(), 412: _no()}
    found: Json = {"description": "", "content": {"*/*": {"schema": {}}}}
    names = {**named, "required": False}
    return {
        "get": _operation(f"get_{name}", [*place, names, since], {200: found, 404: _no()}),
        "put": {**_operation(f"put_{name}", [*place, named], written), "requestBody": _OCTETS},
        "post": {**_operation(f"post_{name}", [*place, named], written), "requestBody": _OCTETS},
        "delete": _operation(f"delete_{name}", [*place, names if name == "state" else named], written),
    }


def _operation(name: str, parameters: list[Json], answers: Answers, body: Json | None = None) -> Json:
    refusals: Answers = dict.fromkeys((400, 401, 403, 413), _no())
    told: Json = {
        "operationId": name,
        "parameters": parameters,
        "responses": {str(status): answer for status, answer in {**answers, **refusals}.items()},
    }
    if body is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return told


def _header(version: str) -> Json:
    return {"name": VERSION, "in": "header", "required": True, "schema": {"const": version}}


def _asked(name: str, shape: Json, *, required: bool = True) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": shape}


def _said_in_json(name: str, shape: str, *, required: bool = True) -> Json:
    return {"name": name, "in": "query", "required": required, "content": {"application/json": {"schema": _ref(shape)}}}


def _ref(name: str) -> Json:
    return {"$ref": f"{_SHAPES}{name}"}


def _json(shape: Json) -> Json:
    return {"description": "", "content": {"application/json": {"schema": shape}}}


def _done() -> Json:
    return {"description": ""}


def _no() -> Json:
    return {"description": "", "content": {"application/problem+json": {"schema": _ref("problem")}}}
