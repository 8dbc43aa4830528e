"""The door of the calls room."""

from deffinum.rooms.calls.commands.ask_for_pieces import AskedPart, ask_for_pieces
from deffinum.rooms.calls.commands.load_sample import CallsLoaded, load_calls_sample
from deffinum.rooms.calls.commands.redirect_application import redirect_application
from deffinum.rooms.calls.commands.stop_waiting_for_pieces import stop_waiting_for_pieces
from deffinum.rooms.calls.events import (
    ApplicationRedirected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CallClosedEarly,
    CallPublished,
    CallVersionPublished,
    LateExceptionGranted,
    NoticePublished,
    PartnerAnswered,
    PartnerInvited,
    PartnerSignedOff,
    PiecesAsked,
    QuestionAnswered,
)
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies import instructs, may_see_application, visible_applications
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier, application_dossier
from deffinum.rooms.calls.queries.application_facts import application_vocabulary
from deffinum.rooms.calls.queries.application_rows import pinned_configuration
from deffinum.rooms.calls.queries.application_summary import (
    ApplicationSummary,
    application_summaries,
    application_summary,
    deposited_applications,
)
from deffinum.rooms.calls.queries.application_values import application_facts
from deffinum.rooms.calls.queries.budget_table import BudgetTable, FundingEntry, PartnerBudget, budget_of, funding_of
from deffinum.rooms.calls.queries.call_configuration import CallConfiguration, InvalidConfiguration, read_configuration
from deffinum.rooms.calls.queries.call_page import CallPage, call_page, measured_delays
from deffinum.rooms.calls.queries.historical_applications import HistoricalApplication, historical_applications
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards, open_calls
from deffinum.rooms.calls.queries.search_calls import search_calls
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, last_receipt
from deffinum.rooms.calls.queries.wave_status import WaveTimes, times_of, wave_status
from deffinum.rooms.calls.words import ApplicationState, PartKind

__all__ = [
    "Application", "ApplicationDossier", "ApplicationRedirected", "ApplicationState", "ApplicationSubmitted",
    "ApplicationSummary", "ApplicationWithdrawn", "AskedPart", "BudgetTable", "CallCard", "CallClosedEarly",
    "CallConfiguration", "CallPage", "CallPublished", "CallVersionPublished", "CallsLoaded", "FundingEntry",
    "HistoricalApplication", "InvalidConfiguration", "LateExceptionGranted", "NoticePublished", "PartKind",
    "PartnerAnswered", "PartnerBudget", "PartnerInvited", "PartnerSignedOff", "PiecesAsked", "QuestionAnswered",
    "SubmissionReceipt", "WaveTimes", "application_dossier", "application_facts", "application_summaries",
    "application_summary", "application_vocabulary", "ask_for_pieces", "budget_of", "call_cards", "call_page",
    "deposited_applications", "funding_of", "historical_applications", "instructs", "last_receipt",
    "load_calls_sample", "may_see_application", "measured_delays", "open_calls", "pinned_configuration",
    "read_configuration", "redirect_application", "search_calls", "stop_waiting_for_pieces", "times_of",
    "visible_applications", "wave_status",
]  # fmt: skip
