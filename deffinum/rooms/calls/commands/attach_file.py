"""Attach a document to an application."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.files.keep_upload import keep_upload
from deffinum.foundation.files.receive_upload import ReceivedUpload
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.drop_unused_file import drop_unused_file
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.models import Attachment
from deffinum.rooms.calls.queries.application_rows import required_piece
from deffinum.rooms.calls.words import PartKind

OWNER_KIND = "calls.application"


@command("calls.attach_file")
def attach_file(
    *,
    application_id: uuid.UUID,
    partner_id: uuid.UUID | None,
    piece_key: str,
    received: ReceivedUpload,
    by: Actor,
    now: datetime,
) -> Attachment:
    """Keep a file that passed the checks of `received_upload` (type, size, integrity) as this piece.

    A piece already there is replaced: its row stays, with who and when; its file goes, unless it was deposited or is
    still used. Raises Refused, PieceUnknown.
    """
    part = OpenPart.lock(
        application_id=application_id, partner_id=partner_id, kind=PartKind.PIECE, key=piece_key, by=by, now=now
    )
    required_piece(application_id=application_id, piece_key=piece_key, partner_id=partner_id, by=by, now=now)
    replaced = part.application.attachments.current().filter(partner=part.partner, piece_key=piece_key)
    former_ids = list(replaced.values_list("file_id", flat=True))
    replaced.update(removed_by=by.account_id, removed_at=now)
    for file_id in former_ids:
        drop_unused_file(file_id=file_id, by=by, now=now)
    stored = keep_upload(
        received=received, purpose=piece_key, owner_kind=OWNER_KIND, owner_id=application_id, by=by, now=now
    )
    attachment = Attachment.objects.create(
        application=part.application,
        partner=part.partner,
        piece_key=piece_key,
        file=stored,
        added_by=by.account_id,
        added_at=now,
    )
    part.take_back_sign_off()
    return attachment
