"""Let a document go when nothing refers to it any more."""

from __future__ import annotations

import uuid
from datetime import datetime

from deffinum.foundation.files.models import StoredFile
from deffinum.foundation.files.remove_file import remove_file
from deffinum.foundation.files.words import KEPT
from deffinum.foundation.policies import Actor
from deffinum.rooms.calls.models import Attachment, Submission

REASON = "Remplacée ou retirée : aucun dossier et aucun dépôt ne renvoie plus à cette pièce."


def drop_unused_file(*, file_id: uuid.UUID, by: Actor, now: datetime) -> bool:
    """Remove the file of a piece that was just replaced or taken out; returns whether it goes.

    It stays while a piece of any application refers to it (a redirection shares its files), and for ever once it was
    deposited: a deposit can be read again as it was. The file's row is locked first, so that of two applications that
    let the same file go, the last one does it.
    """
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    deposited = Submission.objects.filter(
        application__attachments__file=stored, snapshot__pieces__contains=[{"sha256": stored.sha256}]
    )
    if stored.state != KEPT or Attachment.objects.current().filter(file=stored).exists() or deposited.exists():
        return False
    remove_file(file_id=stored.pk, reason=REASON, by=by, now=now)
    return True
