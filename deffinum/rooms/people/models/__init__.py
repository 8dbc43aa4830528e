"""Rows of the people room."""

from deffinum.rooms.people.models.account import Account
from deffinum.rooms.people.models.invitation import Invitation
from deffinum.rooms.people.models.mandate import Mandate
from deffinum.rooms.people.models.notification import Notification, NotificationPreference
from deffinum.rooms.people.models.organisation import Organisation
from deffinum.rooms.people.models.organisation_proposal import MandateRequest, OrganisationProposal
from deffinum.rooms.people.models.role_grant import RoleGrantRow
from deffinum.rooms.people.models.token import OrganisationToken

__all__ = [
    "Account",
    "Invitation",
    "Mandate",
    "MandateRequest",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "OrganisationProposal",
    "OrganisationToken",
    "RoleGrantRow",
]
