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

from deffinum.foundation.cmi5.checking import SessionFrame
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.identity import agent_key
from deffinum.rooms.records.models import AccessKey, RecordStore, Session
from deffinum.rooms.records.queries.device_binding import DEVICE_SCOPES, DeviceBinding, open_device
from deffinum.rooms.records.words import KeyScope


@dataclass(frozen=True)
class SessionBond:
    """What the token of a cmi5 session is bound to: its learner, its registration, its unit; nothing else opens."""

    frame: SessionFrame
    over: bool
    """Terminated or abandoned: nothing is written or read any more."""


SESSION_SCOPES = frozenset({KeyScope.WRITE, KeyScope.READ, KeyScope.STATE, KeyScope.PROFILE})
"""Not `define`: a unit describes its activities in its own statements, and renames nobody else's."""


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
    session: SessionBond | None = None
    """Set when a launched unit calls with the token of its session."""

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
    """What this pair opens: the key of a tool, a paired device, the session of a launched unit; or None."""
    try:
        identifier = UUID(key)
    except ValueError:
        return None
    found = AccessKey.objects.select_related("store").filter(pk=identifier).first()
    if found is None:
        return _open_device(identifier, secret, now) or _open_session(identifier, secret, now)
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


def _open_device(device_id: UUID, secret: str, now: datetime) -> OpenKey | None:
    found = open_device(token_id=device_id, digest=digest_of_secret(secret), now=now)
    if found is None:
        return None
    return OpenKey(
        found.pk,
        found.store_id,
        found.store.organisation_id,
        neutral_name("device", found.pk),
        DEVICE_SCOPES,
        purpose=found.purpose,
        bound=DeviceBinding.of(found),
    )


def neutral_name(kind: str, identifier: UUID) -> str:
    """How the authority of a device or a session is called in statements: what people call it may name a learner, and
    statements stay when the learner is erased.
    """
    return f"{kind}-{identifier.hex[:8]}"


def platform_key(store: RecordStore, *, purpose: str) -> OpenKey:
    """With what the platform writes its own statements in a store (launched, satisfied, waived, abandoned).

    `purpose`: of the course that they are about.
    """
    scopes = frozenset(each.value for each in KeyScope)
    return OpenKey(store.pk, store.pk, store.organisation_id, "Deffinum", scopes, purpose=purpose)


def _open_session(session_id: UUID, secret: str, now: datetime) -> OpenKey | None:
    """The session that its token opens, up to a day after its launch; one that is over is told so (403)."""
    session = (
        Session.objects.select_related("unit__course__store", "registration__learner").filter(pk=session_id).first()
    )
    if session is None or not compare_digest(session.secret_digest, digest_of_secret(secret)):
        return None
    if now >= session.expires_at:
        return None
    store = session.unit.course.store
    frame = frame_of_session(session)
    return OpenKey(
        session.pk,
        store.pk,
        store.organisation_id,
        neutral_name("session", session.pk),
        frozenset(each.value for each in SESSION_SCOPES),
        purpose=session.unit.course.purpose,
        session=SessionBond(frame, session.progress().is_over(now=now)),
    )


def frame_of_session(session: Session) -> SessionFrame:
    """What every statement of the session must carry."""
    return SessionFrame(
        session_id=session.pk,
        registration=session.registration_id,
        learner=session.registration.learner.agent_key,
        activity_id=session.unit.activity_id,
        publisher_id=session.unit.publisher_id,
        mastery_score=session.unit.mastery_score,
    )
