"""Make the receipt of a deposit and keep it; made once, given back afterwards."""

from __future__ import annotations

import io
import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.files.keep_upload import store_upload
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.words import PDF
from deffinum.foundation.pdf.render import render_pdf
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Submission
from deffinum.rooms.calls.queries.receipt_document import receipt_document

OWNER_KIND = "calls.submission"
LARGEST_RECEIPT = 20 * 1000 * 1000


@command("calls.keep_receipt")
def keep_receipt(*, submission_id: uuid.UUID, by: Actor, now: datetime) -> StoredFile:
    """The receipt as a tagged PDF (PDF/UA-1, PDF/A-3a), in the language of the person who deposited.

    Raises Submission.DoesNotExist, DocumentRefused.
    """
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application__call", "application__wave", "application__lead")
        .get(pk=submission_id)
    )
    known = StoredFile.objects.kept().owned_by(OWNER_KIND, submission_id).first()
    if known is not None:
        return known
    document = receipt_document(submission)
    content = render_pdf(
        ("deffinum.rooms.calls", "calls/pdf/receipt.typ"),
        document.data,
        title=document.title,
        language=document.language,
        created_at=submission.submitted_at,
        archival=True,
        sample=submission.application.is_sample,
    )
    return store_upload(
        io.BytesIO(content),
        declared_name=f"recepisse-{submission.application.reference.lower()}-{submission.number}.pdf",
        purpose="receipt",
        allowed=frozenset({PDF}),
        max_bytes=LARGEST_RECEIPT,
        owner_kind=OWNER_KIND,
        owner_id=submission_id,
        by=by,
        now=now,
    )
