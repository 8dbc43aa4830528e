"""Make the letter of a decision: a tagged PDF, kept as a file, sent by nobody yet."""

from __future__ import annotations

import io
import uuid
from datetime import datetime

from django.conf import settings

from deffinum.foundation.commands import command
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import received_upload
from deffinum.foundation.pdf.render import render_pdf
from deffinum.foundation.policies import Actor
from deffinum.rooms.selection.models import Decision, Letter
from deffinum.rooms.selection.queries.letter_content import letter_content

TEMPLATE = ("deffinum.rooms.selection", "selection/pdf/decision_letter.typ")
MAX_BYTES = 5_000_000


@command("selection.make_letter")
def make_letter(*, decision_id: uuid.UUID, by: Actor, now: datetime) -> Letter:
    """The letter of a decision is made once (idempotent). Raises DocumentRefused."""
    decision = (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "examination__application__call__owner",
            "examination__application__call_version",
            "examination__application__lead",
            "redirect_call",
        )
        .get(pk=decision_id)
    )
    known = Letter.objects.filter(decision=decision).first()
    if known is not None:
        return known
    content = letter_content(decision)
    pdf = render_pdf(
        TEMPLATE,
        content.data,
        title=content.title,
        language=content.language,
        created_at=now,
        sample=settings.SAMPLE_MODE,
        author=content.author,
    )
    with received_upload(
        io.BytesIO(pdf), declared_name=content.file_name, allowed=frozenset({"application/pdf"}), max_bytes=MAX_BYTES
    ) as received:
        stored = keep_upload(
            received=received,
            purpose="decision_letter",
            owner_kind="selection.decision",
            owner_id=decision.pk,
            by=by,
            now=now,
        )
    return Letter.objects.create(decision=decision, file=stored, made_at=now)
