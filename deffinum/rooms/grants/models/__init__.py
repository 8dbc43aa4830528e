"""Rows of the grants room."""

from deffinum.rooms.grants.models.agreement import Agreement, AgreementParty, Signature
from deffinum.rooms.grants.models.award import Award, AwardShare
from deffinum.rooms.grants.models.deliverable import Deliverable
from deffinum.rooms.grants.models.ledger import LedgerEntry
from deffinum.rooms.grants.models.tranche import Tranche

__all__ = [
    "Agreement",
    "AgreementParty",
    "Award",
    "AwardShare",
    "Deliverable",
    "LedgerEntry",
    "Signature",
    "Tranche",
]
