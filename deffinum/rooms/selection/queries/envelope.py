"""How much of a call's envelope do the decisions take?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, Sum

from deffinum.foundation.values import Money
from deffinum.rooms.selection.models import Decision
from deffinum.rooms.selection.words import ExaminationState, Outcome


@dataclass(frozen=True)
class EnvelopeUse:
    """Amounts of one call. `envelope` is None when the call's rules set none."""

    envelope: Money | None
    retained: Money
    """Sum of the aid of the decisions in force that retain a project, notified or not."""
    count: int
    """Projects retained; `unknown` of them without a published amount."""
    unknown: int

    @property
    def left(self) -> Money | None:
        """What is left; negative when the decisions exceed the envelope."""
        return None if self.envelope is None else self.envelope - self.retained

    def exceeded_by(self, aid: Money) -> Money | None:
        """How much one more aid would exceed the envelope; None when it fits."""
        if self.left is None or aid <= self.left:
            return None
        return aid - self.left


def envelope_use(*, call_id: uuid.UUID, envelope: Money | None, apart_from: uuid.UUID | None = None) -> EnvelopeUse:
    """Read the decisions in force of a call (one query); `apart_from` leaves one examination out.

    A project that gave up since takes nothing.
    """
    rows = Decision.objects.in_force().filter(examination__application__call_id=call_id, outcome=Outcome.RETAINED)
    rows = rows.exclude(examination__state=ExaminationState.WITHDRAWN)
    if apart_from is not None:
        rows = rows.exclude(examination_id=apart_from)
    found = rows.aggregate(cents=Sum("aid_cents"), known=Count("aid_cents"), every=Count("pk"))
    return EnvelopeUse(envelope, Money(found["cents"] or 0), found["every"], found["every"] - found["known"])
