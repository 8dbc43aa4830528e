"""Send the file again, completed, after a request for missing pieces."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.deposit import Deposit
from deffinum.rooms.calls.models import Application
from deffinum.rooms.calls.policies.after_deposit import may_submit_pieces
from deffinum.rooms.calls.queries.submission_snapshot import SubmissionReceipt
from deffinum.rooms.calls.words import Punctuality


@command("calls.submit_pieces")
def submit_pieces(*, application_id: uuid.UUID, idempotency_key: str, by: Actor, now: datetime) -> SubmissionReceipt:
    """Add a deposit to the first one and answer the request. The same key gives the same receipt.

    Raises Refused (nothing asked for, or after the request's deadline), ApplicationIncomplete.
    """
    application = Application.objects.locked().get(pk=application_id)
    deposit = Deposit(application, idempotency_key, by, now)
    receipt = deposit.replayed()
    if receipt is not None:
        return receipt
    may_submit_pieces(by, application, now=now).require()
    receipt = deposit.write("submit_pieces", Punctuality.COMPLETION)
    application.piece_requests.open().update(answered_at=now)
    return receipt
