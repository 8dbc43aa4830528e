"""Schemathesis reads a description, and asks what nobody would ask."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def operations(description: dict[str, Any]) -> Iterator[tuple[Any, GenerationMode]]:
    """Every operation, to be asked rightly and, when something of it can be wrong, wrongly."""
    for each in schemathesis.openapi.from_dict(description).get_all_operations():
        operation = each.ok()
        yield operation, GenerationMode.POSITIVE
        if operation.body or operation.query or any(_is_narrow(part) for part in operation.path_parameters):
            yield operation, GenerationMode.NEGATIVE


def _is_narrow(part: Any) -> bool:
    """Can a part of the address be wrong, as a UUID can and a name cannot?"""
    return "format" in part.definition.get("schema", {})


def assert_nothing_found(operation: Any, mode: GenerationMode, *, root: str, headers: dict[str, str]) -> None:
    """No answer breaks the description, and none is a failure of ours; `root`: where the operations stand."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        asked = requests.Request(
            **case.as_transport_kwargs(base_url=f"http://localhost{root}", headers=headers)
        ).prepare()
        assume(_says_all(asked, case))
        case.validate_response(_answer(asked), checks=CHECKS)

    ask()


def _says_all(asked: requests.PreparedRequest, case: schemathesis.Case) -> bool:
    """Does the address hold every name of the case? A null or an empty list has no form there."""
    return set(case.query or {}) <= set(parse_qs(urlsplit(asked.url or "").query, keep_blank_values=True))


def _answer(asked: requests.PreparedRequest) -> schemathesis.Response:
    """What the platform answers to the request, inside this test's transaction."""
    body = asked.body or b""
    told = Client().generic(
        asked.method or "GET",
        asked.path_url,
        data=body if isinstance(body, bytes) else body.encode(),
        content_type=asked.headers.get("Content-Type", ""),
        headers={name: value for name, value in asked.headers.items() if not name.startswith("Content-")},
    )
    content = b"".join(told) if told.streaming else told.content
    if told.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    told_headers = {name: [value] for name, value in told.headers.items()}
    return schemathesis.Response(told.status_code, told_headers, content, asked, 0.0, verify=False)
