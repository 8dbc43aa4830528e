"""Open an organisation's store, and give its tools keys."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deffinum.foundation.commands import command
from deffinum.foundation.errors import DomainError
from deffinum.foundation.policies import Actor
from deffinum.rooms.records.models import AccessKey, RecordStore
from deffinum.rooms.records.policies import may_open_keys
from deffinum.rooms.records.queries.open_key import digest_of_secret
from deffinum.rooms.records.words import KeyScope, Purpose


class WrongKey(DomainError):
    """A key without a label or a scope, or that is over before it begins."""

    status = 422


@dataclass(frozen=True)
class NewKey:
    """The only time that the secret is seen."""

    id: UUID
    store_id: UUID
    secret: str


@command("records.open_key")
def make_key(
    *,
    organisation_id: UUID,
    label: str,
    scopes: Collection[KeyScope],
    expires_at: datetime | None,
    purpose: Purpose | None = None,
    by: Actor,
    now: datetime,
) -> NewKey:
    """Give a tool a key to the organisation's store, which is opened with its first key.

    `purpose`: why the tool writes; a learner who withdrew their consent for it is then not written about.

    Raises Refused, WrongKey.
    """
    may_open_keys(by, organisation_id, now=now).require()
    if not label.strip():
        raise WrongKey(_("Nommez l’outil qui utilisera cette clé."), field="label")
    if not scopes:
        raise WrongKey(_("Donnez au moins un droit à cette clé."), field="scopes")
    if expires_at is not None and expires_at <= now:
        raise WrongKey(_("La fin de la clé est passée : choisissez un jour à venir."), field="expires_at")
    store = RecordStore.of(organisation_id, opened_by_id=by.account_id, now=now)
    secret = secrets.token_urlsafe(32)
    key = AccessKey.objects.create(
        store=store,
        label=label.strip(),
        secret_hash=digest_of_secret(secret),
        scopes=sorted({each.value for each in scopes}),
        purpose=purpose or "",
        made_at=now,
        made_by_id=by.account_id,
        expires_at=expires_at,
    )
    return NewKey(key.pk, store.pk, secret)


@command("records.close_key")
def close_key(*, key_id: UUID, by: Actor, now: datetime) -> None:
    """Close a key at once; what it wrote stays. Raises Refused."""
    key = AccessKey.objects.select_related("store").get(pk=key_id)
    may_open_keys(by, key.store.organisation_id, now=now).require()
    AccessKey.objects.filter(pk=key_id, closed_at__isnull=True).update(closed_at=now)
