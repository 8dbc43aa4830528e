"""The door of the people room."""

from deffinum.rooms.people.commands.load_sample import load_people_sample
from deffinum.rooms.people.commands.notify import notify
from deffinum.rooms.people.commands.register_historical_organisation import register_historical_organisation
from deffinum.rooms.people.commands.register_organisation import register_organisation
from deffinum.rooms.people.events import AccountErased, MandateEnded, MandateStarted, OrganisationRegistered
from deffinum.rooms.people.models import Account, Organisation
from deffinum.rooms.people.queries.accounts import (
    AccountSummary,
    account_by_email,
    account_ids_of_organisation,
    account_ids_of_role,
    account_summaries,
    account_summary,
)
from deffinum.rooms.people.queries.actors import actor_by_account_id, actor_of_account
from deffinum.rooms.people.queries.my_data import register_data_section
from deffinum.rooms.people.queries.my_space import MyOrganisations, Proposal, my_organisations
from deffinum.rooms.people.queries.notifications import NotificationLine, notification_page, unread_count
from deffinum.rooms.people.queries.organisation_checks import (
    OrganisationKnown,
    WrongActivityNumber,
    WrongOrganisationField,
    WrongSiret,
)
from deffinum.rooms.people.queries.organisations import (
    OrganisationSummary,
    organisation_by_siret,
    organisation_summaries,
    organisation_summary,
    organisations_of,
)
from deffinum.rooms.people.queries.regions import region_name, regions
from deffinum.rooms.people.queries.role_register import ScopeChoice, register_scope
from deffinum.rooms.people.queries.sample import (
    register_sample_moment,
    sample_account,
    sample_actor,
    sample_id,
    sample_organisation,
)
from deffinum.rooms.people.queries.topics import register_topic
from deffinum.rooms.people.words import MandateKind, OrganisationKind, Role, Scope

__all__ = [
    "Account", "AccountErased", "AccountSummary", "MandateEnded", "MandateKind", "MandateStarted", "MyOrganisations",
    "NotificationLine", "Organisation", "OrganisationKind", "OrganisationKnown", "OrganisationRegistered",
    "OrganisationSummary", "Proposal", "Role", "Scope", "ScopeChoice", "WrongActivityNumber",
    "WrongOrganisationField", "WrongSiret", "account_by_email", "account_ids_of_organisation", "account_ids_of_role",
    "account_summaries", "account_summary", "actor_by_account_id", "actor_of_account",
    "load_people_sample", "my_organisations", "notification_page", "notify", "organisation_by_siret",
    "organisation_summaries", "organisation_summary", "organisations_of", "region_name", "regions",
    "register_data_section", "register_historical_organisation", "register_organisation", "register_sample_moment",
    "register_scope", "register_topic", "sample_account", "sample_actor", "sample_id", "sample_organisation",
    "unread_count",
]  # fmt: skip
