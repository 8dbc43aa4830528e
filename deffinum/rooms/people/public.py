"""The door of the people room."""

from deffinum.rooms.people.models import Account, Organisation
from deffinum.rooms.people.queries.actors import actor_by_account_id, actor_of_account, actor_of_token
from deffinum.rooms.people.words import MandateKind, OrganisationKind, Role, Scope

__all__ = [
    "Account",
    "MandateKind",
    "Organisation",
    "OrganisationKind",
    "Role",
    "Scope",
    "actor_by_account_id",
    "actor_of_account",
    "actor_of_token",
]
