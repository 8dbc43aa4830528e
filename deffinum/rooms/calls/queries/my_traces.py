"""What does this room hold about a person? For the export of one's own data."""

from __future__ import annotations

import uuid
from typing import Any

from deffinum.rooms.calls.models import Partner, Question, Submission
from deffinum.rooms.people.public import Account


def my_traces(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Questions asked, invitations received, parts validated, deposits made: plain values, by subject (five queries).

    What was written in an application belongs to its organisation, and is read there.
    """
    email = Account.objects.values_list("email", flat=True).get(pk=account_id)
    questions = Question.objects.filter(asked_by=account_id).values("call__slug", "text", "state", "asked_at")
    received = Partner.objects.filter(invited_email__iexact=email)
    signed = Partner.objects.filter(signed_off_by=account_id)
    deposits = Submission.objects.filter(submitted_by=account_id)
    return [
        *({"subject": "question", **each} for each in questions.order_by("asked_at")),
        *(
            {"subject": "invitation", **each}
            for each in received.order_by("expires_at").values("application__reference", "invited_name", "state")
        ),
        *(
            {"subject": "validation", **each}
            for each in signed.order_by("signed_off_at").values("application__reference", "signed_off_at")
        ),
        *(
            {"subject": "deposit", **each}
            for each in deposits.order_by("submitted_at").values("application__reference", "submitted_at")
        ),
    ]
