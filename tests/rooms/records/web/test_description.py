"""The store's description of itself is true: schemathesis asks by it, rightly and wrongly, and finds nothing."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from schemathesis import GenerationMode

from deffinum.rooms.records.web.xapi.description import description
from deffinum.rooms.records.web.xapi.incoming import LATEST_1, LATEST_2
from tests.factories.records import store_key
from tests.hostile_questions import assert_nothing_found, operations

pytestmark = pytest.mark.django_db

ASKED = [(LATEST_2, *each) for each in operations(description(LATEST_2))] + [
    (LATEST_1, operation, mode)
    for operation, mode in operations(description(LATEST_1))
    if operation.label == "POST /statements"  # the shapes of statements are all that differs between the two
]


@pytest.mark.parametrize(
    ("operation", "mode"),
    [pytest.param(asked, mode, id=f"{version}-{asked.label}-{mode.value}") for version, asked, mode in ASKED],
)
def test_schemathesis_finds_nothing(operation: Any, mode: GenerationMode) -> None:
    key = store_key()
    pair = base64.b64encode(f"{key.id}:{key.secret}".encode()).decode()
    assert_nothing_found(operation, mode, root="/xapi", headers={"Authorization": f"Basic {pair}"})


def test_the_description_is_open_to_all(client: Client) -> None:
    answer = client.get("/xapi/openapi-2.0.0.json")
    assert answer.status_code == 200
    assert answer.json()["info"] == {"title": "xAPI", "version": "2.0.0"}
    assert client.get("/xapi/openapi-0.95.json").status_code == 404
