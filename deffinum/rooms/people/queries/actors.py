"""Build the Actor of an account or of a token: mandates and roles in force on a day."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date

from deffinum.foundation.policies import Actor, RoleGrant
from deffinum.rooms.people.models import Account, Mandate, OrganisationToken, RoleGrantRow


def actor_of_account(account: Account, *, day: date) -> Actor:
    """The actor of a signed-in person (two queries)."""
    grants = RoleGrantRow.objects.filter(account=account).in_force(day).values_list("role", "scope", "scope_id")
    organisations = Mandate.objects.filter(account=account).in_force(day).values_list("organisation_id", flat=True)
    return Actor(
        account_id=account.pk,
        name=account.name,
        grants=frozenset(RoleGrant(*each) for each in grants),
        organisation_ids=frozenset(organisations),
        kind="person",
    )


def actor_by_account_id(*, account_id: uuid.UUID, day: date) -> Actor:
    """The actor of an account known by its identifier. Raises Account.DoesNotExist."""
    return actor_of_account(Account.objects.get(pk=account_id), day=day)


def actor_of_token(secret: str, *, day: date) -> Actor | None:
    """The actor of an API token; None when it is unknown, revoked or expired."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = (
        OrganisationToken.objects.select_related("organisation")
        .filter(secret_hash=digest, revoked_at__isnull=True, expires_on__gte=day)
        .first()
    )
    if token is None:
        return None
    return Actor(
        account_id=token.made_by_id,
        name=f"{token.organisation.name} ({token.label})",
        organisation_ids=frozenset({token.organisation_id}),
        kind="token",
    )
