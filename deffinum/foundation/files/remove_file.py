"""Remove a file: the row and its hash stay, the content goes when no other file shares it."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial

from django.db import transaction

from deffinum.foundation.commands import command
from deffinum.foundation.files.content_store import delete_content, lock_content
from deffinum.foundation.files.lifecycle import STORED_FILE
from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.policies import Actor


@command("files.remove_file")
def remove_file(*, file_id: uuid.UUID, reason: str, by: Actor, now: datetime) -> StoredFile:
    """Mark the file removed, with who, when and why; its content is deleted once the transaction is committed.

    Raises MoveRefused when the file was removed before or the reason is empty.
    """
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    STORED_FILE.move(stored, "remove", by=by, now=now, reason=reason, evidence={"sha256": stored.sha256})
    transaction.on_commit(partial(delete_unshared_content, stored.sha256))
    return stored


def delete_unshared_content(sha256: str) -> bool:
    """Delete the content when no kept file has this hash; returns whether it did.

    Waits for uploads of the same content that are being kept, so that none of them loses it.
    """
    with transaction.atomic():
        lock_content(sha256)
        if StoredFile.objects.kept().filter(sha256=sha256).exists():
            return False
        delete_content(sha256)
        return True
