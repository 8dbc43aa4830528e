"""The door of the records room."""

from deffinum.rooms.records.commands.enrol_learner import enrol_learner
from deffinum.rooms.records.models import Learner
from deffinum.rooms.records.queries.learners import LearnerLine, agent_of, learners_of_account, learners_of_store

__all__ = ["Learner", "LearnerLine", "agent_of", "enrol_learner", "learners_of_account", "learners_of_store"]
