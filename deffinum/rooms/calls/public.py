"""The door of the calls room."""

from deffinum.rooms.calls.events import (
    ApplicationRedirected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    PartnerInvited,
    PartnerSignedOff,
    QuestionAnswered,
)
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, InvalidConfiguration, read_configuration

__all__ = [
    "ApplicationRedirected",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "CallConfiguration",
    "InvalidConfiguration",
    "PartnerInvited",
    "PartnerSignedOff",
    "QuestionAnswered",
    "read_configuration",
]
