"""Until when does the consortium have to send what was asked for?"""

from __future__ import annotations

from datetime import datetime

from deffinum.rooms.selection.lifecycle import EXAMINATION
from deffinum.rooms.selection.models import Examination


def piece_deadline(examination: Examination) -> datetime | None:
    """The end of the last request's delay, as it was given to the consortium; None when nothing was asked for."""
    asked = EXAMINATION.history(examination).filter(move="request_pieces").order_by("-rank").first()
    return datetime.fromisoformat(asked.evidence["until"]) if asked else None
