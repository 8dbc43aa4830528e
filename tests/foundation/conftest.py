"""Rows that the tests of the foundation move and watch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deffinum.rooms.people.models import Account, Invitation, Organisation

NOW = datetime(2022, 5, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def invitation(db: None) -> Invitation:
    """An invitation that waits for its answer."""
    account = Account.objects.create_user(email="camille@exemple.invalid", created_at=NOW)
    organisation = Organisation.objects.create(name="Organisme d’exemple", kind="training", registered_at=NOW)
    return Invitation.objects.create(
        organisation=organisation,
        email="sacha@exemple.invalid",
        kind="contributor",
        secret_hash="0" * 64,
        invited_by=account,
        invited_at=NOW,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )
