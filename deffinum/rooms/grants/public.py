"""The door of the grants room."""

from deffinum.rooms.grants.commands.load_sample import load_grants_sample
from deffinum.rooms.grants.events import (
    AgreementSentToSign,
    AgreementSigned,
    AwardOpened,
    AwardPublished,
    AwardRevised,
    DeliverableAccepted,
    DeliverableHandedIn,
    DeliverableToRedo,
    PaymentRecorded,
)
from deffinum.rooms.grants.queries.balance import (
    Balance,
    balance_of_lever,
    balances_by_award,
    balances_by_call,
)
from deffinum.rooms.grants.queries.register import (
    RegisterAward,
    RegisterFilters,
    RegisterShare,
    RegisterTotals,
    published_awards,
    read_awards,
    register_totals,
)
from deffinum.rooms.grants.queries.search_grants import public_pages_grants, search_grants
from deffinum.rooms.grants.words import AgreementState, DeliverableState, TrancheTrigger

__all__ = [
    "AgreementSentToSign",
    "AgreementSigned",
    "AgreementState",
    "AwardOpened",
    "AwardPublished",
    "AwardRevised",
    "Balance",
    "DeliverableAccepted",
    "DeliverableHandedIn",
    "DeliverableState",
    "DeliverableToRedo",
    "PaymentRecorded",
    "RegisterAward",
    "RegisterFilters",
    "RegisterShare",
    "RegisterTotals",
    "TrancheTrigger",
    "balance_of_lever",
    "balances_by_award",
    "balances_by_call",
    "load_grants_sample",
    "public_pages_grants",
    "published_awards",
    "read_awards",
    "register_totals",
    "search_grants",
]
