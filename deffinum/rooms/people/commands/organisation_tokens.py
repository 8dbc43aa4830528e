"""Open and close the API to an organisation's own tools."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from deffinum.foundation.clock.instants import day_of
from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.people.models import Organisation, OrganisationToken
from deffinum.rooms.people.policies import may_make_tokens, own_account_id
from deffinum.rooms.people.queries.secrets import digest_of

PREFIX = "deffinum_"
LONGEST_LIFE = timedelta(days=366)


class WrongToken(DomainError):
    """A label is missing or the end is not within a year."""

    status = 422


class TokenOver(DomainError):
    """The token was already revoked."""


@dataclass(frozen=True)
class NewToken:
    """The only time that the secret is seen."""

    id: uuid.UUID
    secret: str


@command("people.make_token")
def make_token(*, organisation_id: uuid.UUID, label: str, expires_on: date, by: Actor, now: datetime) -> NewToken:
    """Make a token that lasts a year at most; its secret is returned once and only its digest is kept.

    Raises Refused, WrongToken.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    may_make_tokens(by, organisation, now=now).require()
    day = day_of(now)
    if not label.strip():
        raise WrongToken(_("Nommez le logiciel qui utilisera ce jeton."), field="label")
    if not day <= expires_on <= day + LONGEST_LIFE:
        raise WrongToken(_("Le jeton expire au plus tard dans un an, et pas dans le passé."), field="expires_on")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = OrganisationToken.objects.create(
        organisation=organisation,
        label=label.strip(),
        secret_hash=digest_of(secret),
        made_by_id=own_account_id(by),
        made_at=now,
        expires_on=expires_on,
    )
    return NewToken(token.pk, secret)


@command("people.revoke_token")
def revoke_token(*, token_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Close the token at once. Raises Refused, TokenOver."""
    token = OrganisationToken.objects.select_for_update(no_key=True).get(pk=token_id)
    may_make_tokens(by, token.organisation, now=now).require()
    if token.revoked_at is not None:
        raise TokenOver(_("Ce jeton est déjà révoqué. Rien n’a été changé."))
    OrganisationToken.objects.filter(pk=token.pk).update(revoked_at=now, revoked_by_id=by.account_id)


@command("people.record_token_use")
def record_token_use(*, token_id: uuid.UUID, by: Actor, now: datetime) -> None:
    """Remember the day of the last use (written, and logged, once a day at most)."""
    OrganisationToken.objects.filter(pk=token_id).update(last_used_on=day_of(now))
