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
from deffinum.rooms.calls.queries.call_page import CallPage, call_page, measured_delays
from deffinum.rooms.calls.queries.historical_applications import HistoricalApplication, historical_applications
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards, open_calls
from deffinum.rooms.calls.queries.search_calls import search_calls
from deffinum.rooms.calls.queries.wave_status import WaveTimes, times_of, wave_status

__all__ = [
    "ApplicationRedirected", "ApplicationSubmitted", "ApplicationWithdrawn", "CallCard", "CallClosedEarly",
    "CallConfiguration", "CallPage", "CallPublished", "CallVersionPublished", "CallsLoaded", "HistoricalApplication",
    "InvalidConfiguration", "LateExceptionGranted", "NoticePublished", "PartnerInvited", "PartnerSignedOff",
    "QuestionAnswered", "WaveTimes", "application_vocabulary", "call_cards", "call_page", "historical_applications",
    "load_calls_sample", "measured_delays", "open_calls", "read_configuration", "search_calls", "times_of",
    "wave_status",
]  # fmt: skip
