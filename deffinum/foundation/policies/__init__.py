"""Who acts, and the answer to "may they?": one Verdict drives the greyed button, the page and the API's 403."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.errors import DomainError

Words = str | Promise
"""A sentence, already translated or translated when shown."""


@dataclass(frozen=True)
class RoleGrant:
    """A role held now, on a scope: an organisation, the plan, a call… (`scope_id` None: everywhere)."""

    role: str
    scope: str = ""
    scope_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, an organisation's token, or the platform itself. Built at the edge, passed as `by`."""

    account_id: uuid.UUID | None = None
    name: str = ""
    grants: frozenset[RoleGrant] = field(default_factory=frozenset)
    organisation_ids: frozenset[uuid.UUID] = field(default_factory=frozenset)
    """Organisations for which the person holds a mandate in force."""
    kind: str = "visitor"
    """'visitor', 'person', 'token' or 'platform'."""

    @property
    def is_known(self) -> bool:
        """Signed in, or a token, or the platform."""
        return self.kind != "visitor"

    @property
    def person_id(self) -> uuid.UUID:
        """The account that acts. Raises Refused for a visitor: nobody would answer for what is written."""
        if self.account_id is None:
            raise Refused(_("Connectez-vous pour continuer. Rien n’a été enregistré."))
        return self.account_id

    def has(self, role: str, scope_id: uuid.UUID | None = None) -> bool:
        """Holds the role everywhere, or on this scope."""
        return any(
            grant.role == role and (grant.scope_id is None or grant.scope_id == scope_id) for grant in self.grants
        )

    def has_any(self, *roles: str) -> bool:
        """Holds one of the roles on at least one scope."""
        return any(grant.role in roles for grant in self.grants)

    def scopes_of(self, role: str) -> frozenset[uuid.UUID]:
        """Scopes on which the role is held (without the grants that hold everywhere)."""
        return frozenset(grant.scope_id for grant in self.grants if grant.role == role and grant.scope_id)

    def belongs_to(self, organisation_id: uuid.UUID | None) -> bool:
        """Holds a mandate for the organisation."""
        return organisation_id is not None and organisation_id in self.organisation_ids


VISITOR = Actor()
PLATFORM = Actor(name="Deffinum", kind="platform")


class Refused(DomainError):
    """The actor may not do this; the message is the Verdict's reason."""

    status = 403


@dataclass(frozen=True)
class Verdict:
    """Allowed or not, and the sentence that says why not."""

    allowed: bool
    reason: Words = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise Refused when not allowed."""
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Verdict(True)


def refused(reason: Words) -> Verdict:
    """A negative verdict with its reason."""
    return Verdict(False, reason)
