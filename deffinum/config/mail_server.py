"""Turn `MAIL_URL` into Django's mail settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from deffinum.config.env import InvalidVariable

GIVEN_UP_AFTER = 20
"""Seconds without a word from the mail server; the job that sends is then tried again later."""


def mail_settings(address: str) -> dict[str, Any]:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; raises InvalidVariable otherwise."""
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InvalidVariable("MAIL_URL must look like smtp://user:password@host:587.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": GIVEN_UP_AFTER,
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and bool(parts.username),
    }
