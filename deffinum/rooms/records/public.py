"""The door of the records room."""

from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.commands.import_course import import_course
from deffinum.rooms.records.commands.launch_unit import SESSION_PLACE
from deffinum.rooms.records.commands.open_play import OpenedPlay, open_play
from deffinum.rooms.records.commands.register_learner import register_learner
from deffinum.rooms.records.commands.write_play import keep_play_state, write_play
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.queries.binding import OutsideBinding
from deffinum.rooms.records.queries.consents import ConsentWithdrawn, LearnerGone, hold_learner, withdrawn_among
from deffinum.rooms.records.queries.launched_unit import LaunchedUnit, latest_registration, launched_unit
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of, learners_of_account, learners_of_store
from deffinum.rooms.records.queries.play_state import RESUME, HeldPlay, has_played, play_of_token, play_state
from deffinum.rooms.records.words import Purpose

__all__ = [
    "RESUME",
    "SESSION_PLACE",
    "ConsentWithdrawn",
    "HeldPlay",
    "LaunchedUnit",
    "Learner",
    "LearnerGone",
    "LearnerLine",
    "OpenedPlay",
    "OutsideBinding",
    "Purpose",
    "agent_of",
    "enrol_learner",
    "has_played",
    "hold_learner",
    "import_course",
    "keep_play_state",
    "latest_registration",
    "launched_unit",
    "learners_of_account",
    "learners_of_store",
    "open_play",
    "play_of_token",
    "play_state",
    "register_learner",
    "withdrawn_among",
    "write_play",
]
