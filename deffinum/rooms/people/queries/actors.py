"""Build the Actor of an account or of a token: mandates and roles in force on a day."""

from __future__ import annotations

import uuid
from datetime import date

from deffinum.foundation.policies import Actor, RoleGrant
from deffinum.rooms.people.models import Account, Mandate, OrganisationToken, RoleGrantRow
from deffinum.rooms.people.queries.secrets import digest_of
from deffinum.rooms.people.words import MandateKind, Scope


def actor_of_account(account: Account, *, day: date) -> Actor:
    """The actor of a signed-in person (two queries).

    A mandate also gives the grant of its kind on its organisation: `actor.has(MandateKind.REPRESENTATIVE, id)`.
    """
    roles = RoleGrantRow.objects.filter(account=account).in_force(day).values_list("role", "scope", "scope_id")
    mandates = Mandate.objects.filter(account=account).in_force(day).values_list("kind", "organisation_id")
    return Actor(
        account_id=account.pk,
        name=account.name,
        grants=frozenset(RoleGrant(*each) for each in roles)
        | frozenset(RoleGrant(kind, Scope.ORGANISATION.value, organisation_id) for kind, organisation_id in mandates),
        organisation_ids=frozenset(organisation_id for _, organisation_id in mandates),
        kind="person",
    )


def actor_by_account_id(*, account_id: uuid.UUID, day: date) -> Actor:
    """The actor of an account known by its identifier. Raises Account.DoesNotExist."""
    return actor_of_account(Account.objects.get(pk=account_id), day=day)


def token_of_secret(secret: str, *, day: date) -> OrganisationToken | None:
    """The token that this secret opens on this day; None when it is unknown, revoked or expired."""
    return (
        OrganisationToken.objects.select_related("organisation")
        .filter(secret_hash=digest_of(secret), revoked_at__isnull=True, expires_on__gte=day)
        .first()
    )


def actor_of_token(token: OrganisationToken) -> Actor:
    """The actor of an API token in force (`token_of_secret`): its organisation's rights."""
    return Actor(
        account_id=token.made_by_id,
        name=f"{token.organisation.name} ({token.label})",
        grants=frozenset(
            {RoleGrant(MandateKind.REPRESENTATIVE.value, Scope.ORGANISATION.value, token.organisation_id)}
        ),
        organisation_ids=frozenset({token.organisation_id}),
        kind="token",
    )
