"""What this room does about facts: it gives persons their traces back, and forgets erased accounts."""

from __future__ import annotations

from datetime import datetime

from deffinum.foundation.events import reacts_to
from deffinum.foundation.policies import PLATFORM
from deffinum.rooms.people.public import AccountErased, register_data_section
from deffinum.rooms.records.commands.erase_learner import erase_learner
from deffinum.rooms.records.queries.learner_records import my_traces
from deffinum.rooms.records.queries.learners import learners_of_account

register_data_section("records", my_traces)


@reacts_to(AccountErased)
def forget_erased_account(fact: AccountErased, *, now: datetime) -> None:
    """Erase what the person was in every store."""
    for learner in learners_of_account(account_id=fact.account_id):
        erase_learner(learner_id=learner.id, by=PLATFORM, now=now)
