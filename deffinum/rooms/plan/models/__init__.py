"""Rows of the plan room."""

from deffinum.rooms.plan.models.envelope import EnvelopeEntry, EnvelopeLine
from deffinum.rooms.plan.models.figure import Figure
from deffinum.rooms.plan.models.lever import Axis, Lever, LeverStateEntry, Plan
from deffinum.rooms.plan.models.source import PublicSource

__all__ = ["Axis", "EnvelopeEntry", "EnvelopeLine", "Figure", "Lever", "LeverStateEntry", "Plan", "PublicSource"]
