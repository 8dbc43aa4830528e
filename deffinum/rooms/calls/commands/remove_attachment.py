"""Take a document out of an application."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.commands.drop_unused_file import drop_unused_file
from deffinum.rooms.calls.commands.open_part import OpenPart
from deffinum.rooms.calls.models import Attachment
from deffinum.rooms.calls.words import PartKind


@command("calls.remove_attachment")
def remove_attachment(*, application_id: uuid.UUID, attachment_id: uuid.UUID, by: Actor, now: datetime) -> Attachment:
    """The piece no longer counts; its row stays, with who and when. Its file goes, unless it was deposited or is still
    used. Removing twice changes nothing. Raises Refused.
    """
    attachment = Attachment.objects.get(pk=attachment_id, application_id=application_id)
    part = OpenPart.lock(
        application_id=application_id,
        partner_id=attachment.partner_id,
        kind=PartKind.PIECE,
        key=attachment.piece_key,
        by=by,
        now=now,
    )
    if attachment.removed_at is None:
        attachment.removed_by, attachment.removed_at = by.account_id, now
        attachment.save(update_fields=["removed_by", "removed_at"])
        drop_unused_file(file_id=attachment.file_id, by=by, now=now)
        part.take_back_sign_off()
    return attachment
