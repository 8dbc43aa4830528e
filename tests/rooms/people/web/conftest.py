"""Pages without the job worker: mails go to Django's outbox, secrets are hashed fast."""

from __future__ import annotations

from typing import Any

import pytest

from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.public import load_people_sample
from tests.factories.people import NOW


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def sample(db: None) -> None:
    """The sample's people and organisations."""
    load_people_sample(by=PLATFORM, now=NOW)
