"""Schemathesis reads a description, and asks what nobody would ask."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
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
        case.validate_response(_answer(case, f"http://localhost{root}", headers), checks=CHECKS)

    ask()


def _answer(case: schemathesis.Case, root: str, headers: dict[str, str]) -> schemathesis.Response:
    """What the platform answers to the case, inside this test's transaction."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=root, headers=headers)).prepare()
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
