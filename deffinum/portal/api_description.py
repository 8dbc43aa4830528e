"""The API's own OpenAPI document, arranged for a page that people read."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import unwrap
from typing import Any

from django.apps import apps
from django.urls import resolve, reverse
from django.utils.translation import gettext


@dataclass(frozen=True)
class Parameter:
    """A value that a route takes, or a field of its body."""

    name: str
    where: str
    """'path', 'query' or 'body'."""
    shape: str
    required: bool
    description: str


@dataclass(frozen=True)
class Route:
    """One route."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    """(status, shape) pairs."""
    anchor: str


@dataclass(frozen=True)
class RouteGroup:
    """The routes of one room."""

    name: str
    label: str
    """What the room is about, in the reader's language."""
    routes: tuple[Route, ...]


def described_routes() -> tuple[RouteGroup, ...]:
    """Every route of the mounted API, by room."""
    document = _openapi_document()
    groups: dict[str, list[Route]] = {}
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            group = (operation.get("tags") or ["api"])[0]
            groups.setdefault(group, []).append(_route(path, method, operation))
    return tuple(RouteGroup(name, _label(name), tuple(routes)) for name, routes in groups.items())


def _label(tag: str) -> str:
    """The tag of a room's routes is its label as an app."""
    return str(apps.get_app_config(tag).verbose_name) if apps.is_installed(f"deffinum.rooms.{tag}") else tag


def _openapi_document() -> dict[str, Any]:
    """The document behind `/api/openapi.json`, without an HTTP call: the view's own keyword holds the API."""
    api = unwrap(resolve(reverse("api:openapi-json")).func).keywords["api"]
    document: dict[str, Any] = api.get_openapi_schema()
    return document


def _route(path: str, method: str, operation: dict[str, Any]) -> Route:
    parameters = [
        Parameter(
            each["name"], each["in"], _shape(each.get("schema", {})), bool(each.get("required")),
            each.get("description", ""),
        )
        for each in operation.get("parameters", ())
    ]  # fmt: skip
    body = operation.get("requestBody", {}).get("content", {})
    for kind, content in body.items():
        parameters.append(Parameter(kind, "body", _shape(content.get("schema", {})), required=True, description=""))
    answers = tuple(
        (str(status), ", ".join(_shape(content.get("schema", {})) for content in answer.get("content", {}).values()))
        for status, answer in operation.get("responses", {}).items()
    )
    return Route(
        method=method.upper(),
        path=path,
        # Written in French where the route is; the catalogues of the rooms hold the other language.
        summary=gettext(summary) if (summary := operation.get("summary", "")) else "",
        description=operation.get("description", ""),
        parameters=tuple(parameters),
        answers=answers,
        anchor=operation.get("operationId", ""),
    )


def _shape(schema: dict[str, Any]) -> str:
    """'FigureOut[]', 'string', 'string | null'…"""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_shape(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_shape(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "")
