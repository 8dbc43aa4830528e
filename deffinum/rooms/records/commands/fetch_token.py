"""Give a launched unit the token of its session, once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import Session
from deffinum.rooms.records.queries.open_key import digest_of_secret


class AlreadyFetched(DomainError):
    """The token was given already, or the session is over (cmi5, 8.2.3.2: code 1)."""

    code = "1"


class UnknownFetch(DomainError):
    """No session has this address (code 2)."""

    code = "2"


@command("records.fetch_token", logged=False)
def fetch_token(*, token: str, by: Actor, now: datetime) -> str:
    """The auth-token of the session, ready for Basic authentication. Raises AlreadyFetched, UnknownFetch."""
    session = Session.objects.select_for_update(no_key=True).filter(fetch_digest=digest_of_secret(token)).first()
    if session is None:
        raise UnknownFetch(_("Cette adresse n’est celle d’aucune session."))
    if session.fetched_at is not None or now >= session.expires_at or session.progress().is_over(now=now):
        raise AlreadyFetched(_("Le jeton de cette session a déjà été remis, ou la session est finie."))
    secret = secrets.token_urlsafe(32)
    session.secret_digest, session.fetched_at = digest_of_secret(secret), now
    session.save(update_fields=["secret_digest", "fetched_at"])
    return base64.b64encode(f"{session.pk}:{secret}".encode()).decode()
