"""The door of the calls room."""

from deffinum.rooms.calls.commands.load_sample import CallsLoaded, load_calls_sample
from deffinum.rooms.calls.events import (
    ApplicationRedirected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CallClosedEarly,
    CallPublished,
    CallVersionPublished,
    LateExceptionGranted,
    NoticePublished,
    PartnerInvited,
    PartnerSignedOff,
    QuestionAnswered,
)
from deffinum.rooms.calls.queries.application_facts import application_vocabulary
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, InvalidConfiguration, read_configuration
from deffinum.rooms.calls.queries.historical_applications import HistoricalApplication, historical_applications

__all__ = [
    "ApplicationRedirected", "ApplicationSubmitted", "ApplicationWithdrawn", "CallClosedEarly", "CallConfiguration",
    "CallPublished", "CallVersionPublished", "CallsLoaded", "HistoricalApplication", "InvalidConfiguration",
    "LateExceptionGranted", "NoticePublished", "PartnerInvited", "PartnerSignedOff", "QuestionAnswered",
    "application_vocabulary", "historical_applications", "load_calls_sample", "read_configuration",
]  # fmt: skip
