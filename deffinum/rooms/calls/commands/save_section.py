"""Keep several answers of a part, all or none."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.save_answer import Raw, SavedAnswer, save_answer


@dataclass(frozen=True)
class SentAnswer:
    """What was written, and the version it was written over (0: none)."""

    raw: Raw
    expected_version: int


@command("calls.save_section", sealed=("answers",))
def save_section(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID | None,
    answers: Mapping[str, SentAnswer],
    idempotency_key: str,
    by: Actor,
    now: datetime,
) -> dict[str, SavedAnswer]:
    """Save each answer by its field's key, in one transaction: nothing is kept when one is refused.

    A repeated key gives back what that save gave. Raises what `save_answer` raises.
    """
    return {
        field_key: save_answer(
            application_id=application_id,
            partner_id=partner_id,
            field_key=field_key,
            raw=sent.raw,
            expected_version=sent.expected_version,
            idempotency_key=sha256(f"{idempotency_key}-{field_key}".encode()).hexdigest() if idempotency_key else "",
            by=by,
            now=now,
        )
        for field_key, sent in answers.items()
    }
