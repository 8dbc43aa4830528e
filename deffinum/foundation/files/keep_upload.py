"""Keep what was received: its content under its hash, and one row."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.commands import command
from deffinum.foundation.files.content_store import lock_content, place_content
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.receive_upload import Readable, ReceivedUpload, received_upload
from deffinum.foundation.policies import Actor


@command("files.keep_upload")
def keep_upload(
    *, received: ReceivedUpload, purpose: str, owner_kind: str, owner_id: uuid.UUID, by: Actor, now: datetime
) -> StoredFile:
    """Place the content and write its row in the caller's transaction.

    A rollback leaves at most a content without a row, which nobody sees and `check_files --sweep` deletes.
    """
    lock_content(received.sha256)
    place_content(received.incoming, received.sha256)
    return StoredFile.objects.create(
        sha256=received.sha256,
        size=received.size,
        media_type=received.media_type,
        is_encrypted=received.is_encrypted,
        original_name=received.name,
        purpose=purpose,
        owner_kind=owner_kind,
        owner_id=owner_id,
        uploaded_by=by.account_id,
        uploaded_at=now,
    )


def store_upload(
    stream: Readable,
    *,
    declared_name: str,
    purpose: str,
    allowed: frozenset[str],
    max_bytes: int,
    owner_kind: str,
    owner_id: uuid.UUID,
    by: Actor,
    now: datetime,
    declared_length: int | None = None,
) -> StoredFile:
    """Receive, check and keep in one call; for the parameters and the errors see `received_upload`.

    Not a command itself: a stream cannot be written to the audit log. The command is `keep_upload`, called
    once every byte has arrived and passed the checks.
    """
    with received_upload(
        stream, declared_name=declared_name, allowed=allowed, max_bytes=max_bytes, declared_length=declared_length
    ) as received:
        return keep_upload(received=received, purpose=purpose, owner_kind=owner_kind, owner_id=owner_id, by=by, now=now)
