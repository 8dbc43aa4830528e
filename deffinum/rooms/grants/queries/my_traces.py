"""What does this room hold about a person? For the export of one's own data."""

from __future__ import annotations

import uuid
from typing import Any

from deffinum.rooms.grants.models import Deliverable, LedgerEntry, Signature


def my_traces(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Signatures given, deliverables handed in, entries written: plain values, by subject (three queries)."""
    signatures = Signature.objects.filter(signed_by=account_id).order_by("signed_at")
    deliverables = Deliverable.objects.filter(handed_in_by=account_id).order_by("handed_in_at")
    entries = LedgerEntry.objects.filter(entered_by=account_id).order_by("sequence")
    return [
        *(
            {"subject": "signature", **each}
            for each in signatures.values("party__agreement__reference", "signatory", "capacity", "signed_at")
        ),
        *(
            {"subject": "deliverable", **each}
            for each in deliverables.values("agreement__reference", "title", "handed_in_at")
        ),
        *({"subject": "ledger_entry", **each} for each in entries.values("sequence", "award__reference", "entered_at")),
    ]
