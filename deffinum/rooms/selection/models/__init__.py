"""Rows of the selection room."""

from deffinum.rooms.selection.models.assignment import Assignment, Mark
from deffinum.rooms.selection.models.decision import Appeal, Decision, Letter
from deffinum.rooms.selection.models.examination import EligibilityCheck, Examination
from deffinum.rooms.selection.models.hearing import Hearing
from deffinum.rooms.selection.models.piece_check import PieceCheck

__all__ = [
    "Appeal",
    "Assignment",
    "Decision",
    "EligibilityCheck",
    "Examination",
    "Hearing",
    "Letter",
    "Mark",
    "PieceCheck",
]
