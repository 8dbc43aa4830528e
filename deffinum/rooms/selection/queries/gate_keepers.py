"""Who took the gates of a file? Those do not decide on it (four eyes)."""

from __future__ import annotations

from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Examination


def took_a_gate(examination: Examination, actor: Actor) -> bool:
    """The history says: handing the file over to a colleague does not make two people of one (one query)."""
    gates = [each.name for each in EXAMINATION.moves if each.who == "officer"]
    return EXAMINATION.history(examination).filter(move__in=gates, actor_id=actor.account_id).exists()
