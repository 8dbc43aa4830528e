"""The door of the selection room."""

from deffinum.rooms.selection.commands.load_sample import load_selection_sample
from deffinum.rooms.selection.events import DecisionTaken, StageReached
from deffinum.rooms.selection.queries.decisions import DecisionView, decision_of, retained_decisions
from deffinum.rooms.selection.queries.envelope import EnvelopeUse, envelope_use
from deffinum.rooms.selection.queries.examination_summary import ExaminationSummary, examination_summary
from deffinum.rooms.selection.words import ExaminationState, Outcome

__all__ = [
    "DecisionTaken",
    "DecisionView",
    "EnvelopeUse",
    "ExaminationState",
    "ExaminationSummary",
    "Outcome",
    "StageReached",
    "decision_of",
    "envelope_use",
    "examination_summary",
    "load_selection_sample",
    "retained_decisions",
]
