"""Rows of the calls room."""

from deffinum.rooms.calls.models.answer import Answer, AnswerRevision
from deffinum.rooms.calls.models.application import Application
from deffinum.rooms.calls.models.attachment import Attachment
from deffinum.rooms.calls.models.budget import BudgetLine, FundingLine
from deffinum.rooms.calls.models.call import Call, CallDocument, CallVersion, Notice
from deffinum.rooms.calls.models.partner import Partner
from deffinum.rooms.calls.models.piece_request import PieceRequest
from deffinum.rooms.calls.models.question import Question
from deffinum.rooms.calls.models.submission import Submission
from deffinum.rooms.calls.models.wave import LateException, Wave

__all__ = [
    "Answer",
    "AnswerRevision",
    "Application",
    "Attachment",
    "BudgetLine",
    "Call",
    "CallDocument",
    "CallVersion",
    "FundingLine",
    "LateException",
    "Notice",
    "Partner",
    "PieceRequest",
    "Question",
    "Submission",
    "Wave",
]
