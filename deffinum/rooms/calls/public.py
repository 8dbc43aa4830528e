"""The door of the calls room."""

from deffinum.rooms.calls.commands.ask_for_pieces import AskedPart, PieceRequestRefused, ask_for_pieces
from deffinum.rooms.calls.commands.load_sample import CallsLoaded, load_calls_sample
from deffinum.rooms.calls.commands.redirect_application import RedirectionRefused, redirect_application
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
)  # fmt: skip
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.application import (
    may_see_application,
    register_withdrawal_check,
    visible_applications,
)
from deffinum.rooms.calls.policies.consortium import instructs, is_member
from deffinum.rooms.calls.queries.application_dossier import ApplicationDossier, application_dossier
from deffinum.rooms.calls.queries.application_facts import application_vocabulary
from deffinum.rooms.calls.queries.application_summary import (
    ApplicationSummary,
    application_summaries,
    application_summary,
    deposited_applications,
    summary_of,
)  # fmt: skip
from deffinum.rooms.calls.queries.application_values import application_facts
from deffinum.rooms.calls.queries.budget_table import BudgetTable, FundingEntry, PartnerBudget, budget_of, funding_of
from deffinum.rooms.calls.queries.call_choices import CallChoice, call_choice, call_choices
from deffinum.rooms.calls.queries.call_configuration import (
    CallConfiguration,
    Criterion,
    InvalidConfiguration,
    read_configuration,
)  # fmt: skip
from deffinum.rooms.calls.queries.call_page import CallPage, call_page, measured_delays
from deffinum.rooms.calls.queries.deposited_dossier import (
    deposited_dossier,
    deposited_dossier_of,
    deposited_file,
    member_organisation_ids,
)  # fmt: skip
from deffinum.rooms.calls.queries.historical_applications import HistoricalApplication, historical_applications
from deffinum.rooms.calls.queries.open_calls import CallCard, call_cards, open_calls
from deffinum.rooms.calls.queries.pinned_rules import configuration_of, pinned_configuration
from deffinum.rooms.calls.queries.redirection_verdict import redirection_verdict
from deffinum.rooms.calls.queries.search_calls import search_calls
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt, last_receipt
from deffinum.rooms.calls.queries.wave_status import WaveTimes, times_of, wave_status
from deffinum.rooms.calls.words import ApplicationState, PartKind

__all__ = [
    "Application", "ApplicationDossier", "ApplicationRedirected", "ApplicationState", "ApplicationSubmitted",
    "ApplicationSummary", "ApplicationWithdrawn", "AskedPart", "BudgetTable", "CallCard", "CallChoice",
    "CallClosedEarly", "CallConfiguration", "CallPage", "CallPublished", "CallVersionPublished", "CallsLoaded",
    "Criterion", "FundingEntry", "HistoricalApplication", "InvalidConfiguration", "LateExceptionGranted",
    "NoticePublished", "PartKind", "PartnerAnswered", "PartnerBudget", "PartnerInvited", "PartnerSignedOff",
    "PieceRequestRefused", "PiecesAsked", "QuestionAnswered", "RedirectionRefused", "SubmissionReceipt", "WaveTimes",
    "application_dossier", "application_facts", "application_summaries", "application_summary",
    "application_vocabulary", "ask_for_pieces", "budget_of", "call_cards", "call_choice", "call_choices", "call_page",
    "configuration_of", "deposited_applications", "deposited_dossier", "deposited_dossier_of", "deposited_file",
    "funding_of", "historical_applications", "instructs", "is_member", "last_receipt", "load_calls_sample",
    "may_see_application", "measured_delays", "member_organisation_ids", "open_calls", "pinned_configuration",
    "read_configuration", "redirect_application", "redirection_verdict", "register_withdrawal_check",
    "search_calls", "stop_waiting_for_pieces", "summary_of", "times_of", "visible_applications", "wave_status",
]  # fmt: skip
