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

from deffinum.foundation.clock.instants import clock_in_sql
from deffinum.foundation.cmi5.checking import SessionFrame
from deffinum.foundation.policies import Actor
from deffinum.foundation.xapi.identity import texts_of_actor
from deffinum.rooms.records.models import Play, RecordStore, Session
from deffinum.rooms.records.models.access_key import is_in_force
from deffinum.rooms.records.models.raw_cursor import raw_cursor
from deffinum.rooms.records.queries.binding import DEVICE_SCOPES, PLAY_SCOPES, Binding, open_device, open_play_token
from deffinum.rooms.records.words import KeyScope, Purpose


@dataclass(frozen=True)
class SessionBond:
    """What the token of a cmi5 session is bound to: its learner, its registration, its unit; nothing else opens."""

    frame: SessionFrame
    over: bool
    """Terminated or abandoned: nothing is written or read any more."""


PLAYER = "Deffinum"
"""The authority's name on what players leave: nothing of the person or of the organisation is in it."""
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
    bound: Binding | None = None
    """What the token of a device or of a player is held to; None for the key of a tool."""
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
    def authority_text(self) -> str:
        """The key under which that agent is found, in hexadecimal digits."""
        return texts_of_actor(self.authority)[0]

    @property
    def actor(self) -> Actor:
        """The key as the one who acts."""
        return Actor(name=self.label, kind="token", organisation_ids=frozenset({self.organisation_id}))

    def may(self, scope: KeyScope) -> bool:
        """Was the key given this scope?"""
        return scope.value in self.scopes


_KEY = """
SELECT {clock}, CASE
        WHEN k.id IS NOT NULL THEN 'key'
        WHEN EXISTS (SELECT FROM records_play AS p WHERE p.id = asked.id) THEN 'play'
        WHEN EXISTS (SELECT FROM records_devicetoken AS d WHERE d.id = asked.id) THEN 'device'
        ELSE 'session' END,
    k.secret_hash, k.expires_at, k.closed_at, k.store_id, s.organisation_id, k.label, k.scopes, k.last_written_at,
    k.purpose
FROM (SELECT %b::uuid AS id) AS asked
LEFT JOIN records_accesskey AS k ON k.id = asked.id LEFT JOIN records_recordstore AS s ON s.id = k.store_id
"""


def digest_of_secret(secret: str) -> str:
    """SHA-256 of a key's secret (32 random bytes: a slow hash would protect nothing more)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Opening:
    """What a pair opens, or None; and the database's clock, read on the way."""

    key: OpenKey | None
    now: datetime


def open_key(*, key: str, secret: str) -> Opening | None:
    """What this pair opens: the key of a tool (one query), a device, a player, the session of a launched unit.

    None when the name of the key is not even one.
    """
    try:
        identifier = UUID(key)
    except ValueError:
        return None
    with raw_cursor() as cursor:
        row = cursor.execute(_KEY.format(clock=clock_in_sql()), [identifier], prepare=True).fetchone()
    assert row is not None  # noqa: S101 - the id that is asked is a row
    now, kind, secret_hash, expires_at, closed_at, store_id, organisation_id, label, scopes, *more = row
    if (open_other := _OTHERS.get(kind)) is not None:
        return Opening(open_other(identifier, digest_of_secret(secret), now), now)
    if not is_in_force(expires_at, closed_at, at=now) or not compare_digest(secret_hash, digest_of_secret(secret)):
        return Opening(None, now)
    found = OpenKey(identifier, store_id, organisation_id, label, frozenset(scopes), *more)
    return Opening(found, now)


def _open_device(device_id: UUID, digest: str, now: datetime) -> OpenKey | None:
    device = open_device(token_id=device_id, digest=digest, now=now)
    if device is None:
        return None
    return OpenKey(
        device.pk,
        device.store_id,
        device.store.organisation_id,
        neutral_name("device", device.pk),
        DEVICE_SCOPES,
        purpose=device.purpose,
        bound=Binding.of_device(device),
    )


def _open_play(play_id: UUID, digest: str, now: datetime) -> OpenKey | None:
    play = open_play_token(token_id=play_id, digest=digest, now=now)
    return None if play is None else key_of_play(play)


def key_of_play(play: Play, scopes: frozenset[str] = PLAY_SCOPES) -> OpenKey:
    """With what a play writes: for its learner, on its resource, in its registration, as far as consent goes."""
    return OpenKey(
        play.pk,
        play.store_id,
        play.store.organisation_id,
        PLAYER,
        scopes,
        purpose=Purpose.TRAINING.value,
        bound=Binding.of_play(play),
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


def _open_session(session_id: UUID, digest: str, now: datetime) -> OpenKey | None:
    """The session that its token opens, up to a day after its launch; one that is over is told so (403)."""
    session = (
        Session.objects.select_related("unit__course__store", "registration__learner").filter(pk=session_id).first()
    )
    if session is None or not compare_digest(session.secret_digest, digest):
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


_OTHERS = {"play": _open_play, "device": _open_device, "session": _open_session}
"""How what is not the key of a tool opens, with the digest of its secret."""
