"""What happened to an examination, by whom, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deffinum.foundation.lifecycle.models import Transition
from deffinum.foundation.values import Text
from deffinum.rooms.people.public import account_summaries
from deffinum.rooms.selection.lifecycle import EXAMINATION


@dataclass(frozen=True)
class HistoryLine:
    """One change of state."""

    label: Text
    instant: datetime
    who: str
    reason: str


def history_lines(history: Sequence[Transition]) -> tuple[HistoryLine, ...]:
    """The lines, oldest first (one query for the names)."""
    names = account_summaries({each.actor_id for each in history if each.actor_id})
    return tuple(
        HistoryLine(
            EXAMINATION.named(each.move).text,
            each.instant,
            names[each.actor_id].name if each.actor_id in names else _("La plateforme"),
            each.reason,
        )
        for each in history
    )
