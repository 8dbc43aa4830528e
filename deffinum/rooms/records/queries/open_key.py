"""Who calls the store: a key in force, and what it may do there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hmac import compare_digest
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.identity import agent_key
from deffinum.rooms.records.models import AccessKey
from deffinum.rooms.records.queries.device_binding import DEVICE_SCOPES, DeviceBinding, open_device
from deffinum.rooms.records.words import KeyScope


@dataclass(frozen=True)
class OpenKey:
    """A key in force, its store and its scopes."""

    id: UUID
    store_id: UUID
    organisation_id: UUID
    label: str
    scopes: frozenset[str]
    last_written_at: datetime | None = None
    purpose: str = ""
    bound: DeviceBinding | None = None
    """What a device's token is held to; None for the key of a tool."""

    @cached_property
    def authority(self) -> dict[str, Any]:
        """The agent that vouches for what the key writes (xAPI 1.0.3 data, section 2.4.9)."""
        return {
            "objectType": "Agent",
            "name": self.label,
            "account": {"homePage": settings.SITE_URL, "name": f"key-{self.id}"},
        }

    @cached_property
    def written_authority(self) -> orjson.Fragment:
        """The same as JSON."""
        return orjson.Fragment(orjson.dumps(self.authority))

    @cached_property
    def authority_key(self) -> UUID:
        """The key under which that agent is found."""
        found = agent_key(self.authority)
        assert found is not None  # noqa: S101 - an account is an identifier
        return found

    @property
    def actor(self) -> Actor:
        """The key as the one who acts."""
        return Actor(name=self.label, kind="token", organisation_ids=frozenset({self.organisation_id}))

    def may(self, scope: KeyScope) -> bool:
        """Was the key given this scope?"""
        return scope.value in self.scopes


def digest_of_secret(secret: str) -> str:
    """SHA-256 of a key's secret (32 random bytes: a slow hash would protect nothing more)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_key(*, key: str, secret: str, now: datetime) -> OpenKey | None:
    """The key in force that this pair opens, or None."""
    try:
        found = AccessKey.objects.select_related("store").get(pk=UUID(key))
    except AccessKey.DoesNotExist:
        return _open_device(UUID(key), digest_of_secret(secret), now)
    except ValueError:
        return None
    if not compare_digest(found.secret_hash, digest_of_secret(secret)) or not found.is_open(at=now):
        return None
    return OpenKey(
        id=found.pk,
        store_id=found.store_id,
        organisation_id=found.store.organisation_id,
        label=found.label,
        scopes=frozenset(found.scopes),
        last_written_at=found.last_written_at,
        purpose=found.purpose,
    )


def _open_device(key: UUID, digest: str, now: datetime) -> OpenKey | None:
    found = open_device(token_id=key, digest=digest, now=now)
    if found is None:
        return None
    organisation_id = found.store.organisation_id
    return OpenKey(found.pk, found.store_id, organisation_id, found.label, DEVICE_SCOPES, bound=DeviceBinding.of(found))
