"""Secrets that a link or a tool carries: only their digest is stored."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime

from django.core.signing import Signer


def digest_of(secret: str) -> str:
    """SHA-256 of a secret, in hexadecimal: what the database keeps."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_secret(*, invitation_id: uuid.UUID, sent_at: datetime) -> str:
    """The secret of one sending of an invitation (43 characters).

    Derived from the platform's key, so that the job that mails it needs no secret in its arguments; sending again
    gives another one.
    """
    told = f"{invitation_id}:{sent_at.astimezone(UTC).isoformat()}"
    return Signer(salt="people.invitation", algorithm="sha256").signature(told)
