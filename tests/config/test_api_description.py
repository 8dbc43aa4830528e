"""The API's description of itself is true: schemathesis asks by it, rightly and wrongly, and finds nothing."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from schemathesis import GenerationMode

from deffinum.config.api import api
from deffinum.design.request_rates import Allowance
from deffinum.rooms.people.models import OrganisationToken
from tests.factories.people import NOW, AccountFactory, OrganisationFactory
from tests.hostile_questions import assert_nothing_found, operations

SECRET = "secret-d-exemple"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        pytest.param(operation, mode, id=f"{operation.label}-{mode.value}")
        for operation, mode in operations(api.get_openapi_schema())
    ],
)
def test_schemathesis_finds_nothing(operation: Any, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("ALLOWANCE", "ADDRESS_ALLOWANCE"):
        monkeypatch.setattr(f"deffinum.config.api.{each}", Allowance(burst=1_000_000, per_second=1))
    OrganisationToken.objects.create(
        organisation=OrganisationFactory(),
        label="Outil d’exemple",
        secret_hash=hashlib.sha256(SECRET.encode()).hexdigest(),
        made_by=AccountFactory(),
        made_at=NOW,
        expires_on=date(2999, 1, 1),
    )
    assert_nothing_found(operation, mode, root="", headers={"Authorization": f"Bearer {SECRET}"})
